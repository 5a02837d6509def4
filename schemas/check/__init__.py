"""What must hold in a return: rules, failures, and what settles or localises them. Pure."""
