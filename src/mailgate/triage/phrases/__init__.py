"""What people write in the six languages that the aids read, as data."""
