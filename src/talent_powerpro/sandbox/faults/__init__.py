"""Faults on demand: the table of kinds, the switches, and the functions that damage bodies."""
