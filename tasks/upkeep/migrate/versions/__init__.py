"""One script and two files of SQL for each version of the warehouse."""
