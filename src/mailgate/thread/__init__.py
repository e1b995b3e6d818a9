"""Which ticket is a mail about, on what evidence, and may its sender append?"""
