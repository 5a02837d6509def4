"""Tests of tasks.letters.reply."""
