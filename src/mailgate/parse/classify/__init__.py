"""What sort of mail it is: written by a person, or sent by a machine, and on what evidence."""
