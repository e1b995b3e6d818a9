"""HTML made harmless to parse, readable as text, and safe to show."""
