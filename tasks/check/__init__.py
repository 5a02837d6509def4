"""Check returns against rules, register and past months."""
