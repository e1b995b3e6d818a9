"""Business time between two instants."""
