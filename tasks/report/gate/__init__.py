"""The gate of the report: what its checks need from the warehouse, its ruling, and letting a held report go."""
