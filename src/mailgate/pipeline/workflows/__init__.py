"""Named sequences of steps, as rows that outlive every process."""
