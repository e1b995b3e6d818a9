"""How far may the author be believed?"""
