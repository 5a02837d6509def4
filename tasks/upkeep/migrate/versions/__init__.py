"""One script for each version of the warehouse since the baseline (`tasks.upkeep.migrate` says how to write one)."""
