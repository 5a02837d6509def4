"""What is in the warehouse: facts, ledger, decisions, publications, lineage."""
