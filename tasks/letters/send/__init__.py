"""Handing the mails of the outbox to the mail server."""
