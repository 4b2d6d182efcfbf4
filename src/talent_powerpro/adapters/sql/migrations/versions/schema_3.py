"""Schema 3, where the scripts begin: a store is made with it, or brought to it from schema 2."""

revision = "schema_3"
down_revision = None


def upgrade() -> None:
    """Nothing to change."""
