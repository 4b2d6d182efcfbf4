"""Plugins: what they may decide and watch, and how they are found."""
