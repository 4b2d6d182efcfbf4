"""Alembic's scripts. They begin at schema 3, and only `migrate` loads them."""
