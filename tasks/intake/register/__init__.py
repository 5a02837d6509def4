"""The list of respondents as somebody sends it, taken into the register. Way in: `import_register`."""
