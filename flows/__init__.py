"""In what order: a flow a module; beside them the command `monatsbericht` and the Prefect server that it embeds."""
