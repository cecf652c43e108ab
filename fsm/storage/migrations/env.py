"""Alembic's entry: migrate over the connection handed in, in its transaction."""

from alembic import context

import fsm.storage.tables  # noqa: F401 (fills the metadata)
from fsm.storage.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction is the only one
    render_as_batch=True,
)
context.run_migrations()
