"""Schema 3, the first script. A store of schema 2 is converted before the scripts run."""

revision = "schema_3"
down_revision = None


def upgrade() -> None:
    """Nothing to change."""
