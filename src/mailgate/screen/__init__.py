"""What is odd about a message? Marks it; one check a file."""
