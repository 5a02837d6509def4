"""What is true of the data: forms, columns, rules, findings, tables. Pure: no input, no output."""
