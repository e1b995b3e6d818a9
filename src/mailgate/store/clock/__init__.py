"""What falls due: promises, duties, jobs and workflows."""
