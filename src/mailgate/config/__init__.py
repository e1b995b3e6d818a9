"""The server file and the desk files: from TOML to validated model values, findings with file and line."""
