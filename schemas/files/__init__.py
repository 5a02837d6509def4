"""What a submitted file is and how people write in it: kinds, sheets, headings, values, findings of level 0."""
