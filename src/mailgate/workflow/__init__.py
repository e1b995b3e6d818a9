"""Named step sequences: what a run on a ticket does next."""
