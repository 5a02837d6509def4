"""Commands of the month's work: forms and letters out, returns in, the report made."""
