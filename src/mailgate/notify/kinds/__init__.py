"""The values that the templates of each kind of mail may use, as plain strings, numbers, lists and dicts."""
