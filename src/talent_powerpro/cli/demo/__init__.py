"""The demo: the guide's own story."""
