"""Mail that came in, from the commit before 250 to the commit of what it became."""
