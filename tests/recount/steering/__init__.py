"""The steering page, counted once more by SQL on the warehouse."""
