"""The sheet "Prüfung" of a form: the rules of one return as plain spreadsheet formulas, made from the rules themselves."""
