"""What the centre steers, across forms and months: language support as one chain, the young and the old, who waits, whom one meets."""
