"""IMAP mailboxes: each mail in them into the inbox, once, whatever the server and the network do."""
