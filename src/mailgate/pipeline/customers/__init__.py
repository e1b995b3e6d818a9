"""What customers do: open, write, answer, rate."""
