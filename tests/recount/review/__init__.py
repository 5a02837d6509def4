"""The review of a concept, counted once more out of the published reports."""
