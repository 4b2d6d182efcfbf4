"""Fault injection for a host's own tests."""
