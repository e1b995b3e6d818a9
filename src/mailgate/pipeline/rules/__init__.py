"""What rules are asked, what they ask for, and what they would have done."""
