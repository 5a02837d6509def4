"""Tests of tasks.letters.annotate."""
