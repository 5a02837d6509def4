"""Goals of a concept and what became of them: progress in a month, a review of years. Pure."""
