"""Faults on demand: their table, the switches, and damage to bodies."""
