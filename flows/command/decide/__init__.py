"""Commands by which a person decides what the program must not."""
