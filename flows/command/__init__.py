"""The command line: cli.py begins, parser.py lists every command, each is a module in one of the folders."""
