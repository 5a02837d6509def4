"""Commands that hand data out to other programs and their readers."""
