"""Many RTOs from one place: a folder of settings files, and workers that run what is due.

Needs the extra ``fleet``.
"""
