"""Answers to submissions: which are due, their pages, their folders, and their rows in the warehouse."""
