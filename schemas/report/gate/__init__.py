"""Whether a report may go out: what is looked at (checklist), how it is found, what the policy makes of it (ruling)."""
