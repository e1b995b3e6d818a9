"""One file a use case: gather, decide, record."""
