"""What must be there, or was there last time or in the year, and is not: one question for one cause."""
