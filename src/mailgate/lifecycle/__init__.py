"""The status machine of a ticket, with its side effects."""
