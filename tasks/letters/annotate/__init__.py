"""The annotated workbook: what was sent, built anew, with every finding marked."""
