"""Repositories for real systems. Import the one you need; the core imports none of them."""
