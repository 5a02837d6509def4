"""Tests of schemas.report.model."""
