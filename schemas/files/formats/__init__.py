"""What the bytes of a file of one format hold; each module knows one format, and none of them what a return is."""
