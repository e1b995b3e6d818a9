"""Whose words a stretch of a mail's text is: new, quoted, signature or disclaimer; nothing is ever cut."""
