"""Every number of the pages that look back, counted once more by plain means; see `python -m tests.recount --help`."""
