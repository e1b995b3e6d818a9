"""Who is told, and with what final bytes."""
