"""HTTP: tickets for programs, and the state of the node for probes."""
