"""Mail that waits for a person's yes, and what that person says."""
