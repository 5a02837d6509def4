"""The review of a concept over years: published reports read, its files made and kept."""
