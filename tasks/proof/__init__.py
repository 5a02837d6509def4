"""The proof of use and the calls for funds: read, filled into templates, drawn, kept in the home."""
