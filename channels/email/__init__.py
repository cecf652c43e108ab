"""E-mail: IMAP in, SMTP out, one mailbox."""
