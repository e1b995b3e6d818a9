"""Bytes to a ``Message``: headers, MIME tree, charsets, bodies, quotes, attachments, reports; never fails on content."""
