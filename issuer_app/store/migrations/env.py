"""Runs the migrations on the connection that `Database.upgrade` hands over."""

from alembic import context

from issuer_app.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    user_module_prefix="",  # types of ours are imported by the template
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
