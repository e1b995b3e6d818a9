"""The road of an accepted mail, from its claim to the one write that records what it came to."""
