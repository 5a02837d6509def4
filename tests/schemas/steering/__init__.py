"""Tests of what the house steers by."""
