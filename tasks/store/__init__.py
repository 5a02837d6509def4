"""What is in the warehouse: facts, ledger, permits, publications, lineage."""
