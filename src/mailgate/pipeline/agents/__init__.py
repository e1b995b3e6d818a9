"""What agents do by mail: speak, note, command, begin."""
