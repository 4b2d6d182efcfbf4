"""Frozen values of a run: calls, writes, records, plans, reports, holds and journal entries."""
