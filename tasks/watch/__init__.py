"""Watching over the runs: `troubles` finds what is wrong, `notify` tells staff once, `situation` is a page for all."""
