"""The data that go with a report: its tables for machines, what explains them, and who may use them."""
