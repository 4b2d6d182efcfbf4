"""Benchmarks of calls, time, CPU and memory: ``python -m benchmarks --help``."""
