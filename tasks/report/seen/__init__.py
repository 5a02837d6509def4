"""What the warehouse knew at a vintage, and what the last report knew of it."""
