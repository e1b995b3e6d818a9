"""What is packed inside a part: TNEF, CMS, uuencode, yEnc, calendars."""
