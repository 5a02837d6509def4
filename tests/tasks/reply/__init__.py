"""Tests of tasks.reply."""
