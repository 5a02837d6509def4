"""Ways out of the warehouse for analysts: as of a moment, changes, revisions, export, dictionary."""
