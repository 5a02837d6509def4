"""The warehouse's tables, views, constraints and their texts. Pure."""
