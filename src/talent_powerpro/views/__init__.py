"""What people see, as values and text."""
