"""Commands that make an installation, keep it in order and keep it running."""
