"""Alembic's way in. `playbook db upgrade` gives the connection; `alembic` by hand takes it from the settings."""

from alembic import context

from playbook_engine.store.tables import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run `playbook db upgrade`: it knows the database and waits for others who do the same")

context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
