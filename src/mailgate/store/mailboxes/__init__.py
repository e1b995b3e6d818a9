"""Mailboxes read by IMAP: how far, by whom, with which tokens."""
