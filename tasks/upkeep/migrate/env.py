"""What Alembic runs to get at the warehouse: the connection comes from `upgrade`, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
