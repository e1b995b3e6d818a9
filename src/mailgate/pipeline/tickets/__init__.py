"""What is done on tickets, by whatever way it was asked for."""
