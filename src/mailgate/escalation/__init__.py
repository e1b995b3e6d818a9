"""Who is told when a promise is about to break: runs of escalation steps."""
