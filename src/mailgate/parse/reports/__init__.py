"""What a mail reports about another mail: bounces, delays, complaints and receipts."""
