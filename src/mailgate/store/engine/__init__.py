"""What stands behind the door: connections, the one writer, group commits, and what a failure means."""
