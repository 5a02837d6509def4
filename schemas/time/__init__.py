"""A reporting month, its deadlines, and what is owed in it. Pure."""
