"""The nouns: frozen values that cross a folder line; no behaviour beyond what derives from their own fields."""
