"""What was promised: cycles, targets, pauses, warnings and breaches; arithmetic only."""
