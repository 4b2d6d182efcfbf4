"""What a run planned, did and keeps, as values."""
