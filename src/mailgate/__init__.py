"""mailgate: a mail-first support desk."""

__version__ = "0.1.0"
