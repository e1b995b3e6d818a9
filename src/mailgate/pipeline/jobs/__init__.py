"""What runs at its hour: jobs, reports, closings."""
