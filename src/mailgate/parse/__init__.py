"""Bytes to a ``Message``: headers, MIME tree, charsets, bodies, quotes, attachments, reports; total for any bytes."""
