"""Mail in files: mbox, Maildir, folders of .eml; imported into the inbox, each mail once."""
