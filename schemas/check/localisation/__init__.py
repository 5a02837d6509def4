"""Which cells of a return are probably wrong where several linear rules are broken. Way in: `suggestion.suggest`."""
