"""A portal as a value and as a file."""
