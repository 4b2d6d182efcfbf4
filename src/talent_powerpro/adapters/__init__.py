"""Concrete repositories. Each is imported by those who use it, never by the core."""
