"""What was promised on a ticket: told, taken apart, counted again."""
