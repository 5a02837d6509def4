"""Bring each published version to whom it is for: once, whole, and with a receipt."""
