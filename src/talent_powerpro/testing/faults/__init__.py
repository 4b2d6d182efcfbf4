"""Faults on purpose, for a host's own tests."""
