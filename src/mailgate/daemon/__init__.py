"""The running processes: one front, its workers, and the wires between them."""
