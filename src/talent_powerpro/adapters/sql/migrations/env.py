"""Alembic's environment. The scripts run on the connection that `migrate` passes in."""

from alembic import context

from talent_powerpro.adapters.sql import schema

context.configure(
    connection=context.config.attributes["connection"],
    # For the names of constraints.
    target_metadata=schema.metadata,
    version_table=schema.migrations.name,
    render_as_batch=True,
)
context.run_migrations()
