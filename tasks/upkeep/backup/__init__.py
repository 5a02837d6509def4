"""Back a home up into one file, and make a home of such a file: `write.back_up`, `restore.restore`."""
