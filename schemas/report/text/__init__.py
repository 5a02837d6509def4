"""What the report says in sentences: made of the printed cells of its tables, after they were protected."""
