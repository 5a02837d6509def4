"""What respondents fill in: columns, forms, head, register, and where everything stands in a workbook. Pure."""
