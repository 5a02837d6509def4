"""Tests of tasks.annotate."""
