"""Portal of the sandbox, as a value and as a file."""
