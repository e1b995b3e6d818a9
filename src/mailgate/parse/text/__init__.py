"""Bytes to characters and lines: charsets, line ends, flowed and enriched text, armor."""
