"""Calls that no portal has: learners, administrators, faults on demand."""
