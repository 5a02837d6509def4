"""The steering view: read from the warehouse what is in force, and write steuerung.html into the home."""
