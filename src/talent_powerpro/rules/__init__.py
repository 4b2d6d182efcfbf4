"""The rules of an RTO: pure decisions, without a clock and without I/O."""
