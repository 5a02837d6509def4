"""Tests of schemas.answer."""
