"""What an agent or on-call asks for in a mail: grammar, names, undo and transcript."""
