"""Tests of the steering view."""
