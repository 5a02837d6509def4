"""From a source to checked and stored: receive, read, extract, clean, process."""
