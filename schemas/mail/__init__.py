"""Mails and letters: who gets them, what they say, and what came in. Pure."""
