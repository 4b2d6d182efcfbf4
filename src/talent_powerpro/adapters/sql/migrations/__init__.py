"""Alembic's migration scripts, from schema 3 on. Only `migrate` loads them."""
