"""The demo: the guide's own example, played on this machine."""
