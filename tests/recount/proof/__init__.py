"""A year's proof of use and its calls for funds, counted once more."""
