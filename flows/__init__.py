"""In what order: flows and the command `monatsbericht`."""
