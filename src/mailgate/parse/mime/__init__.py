"""The MIME tree: delimiters, entities, transfer encodings."""
