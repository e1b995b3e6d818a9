"""The ways in: SMTP, LMTP and the pipe client; a mail is kept before the peer is told so."""
