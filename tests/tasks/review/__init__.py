"""Tests of the proof of use and the calls for funds."""
