"""What analysts ask: questions about a figure, and changes between two vintages. Pure."""
