"""How Alembic runs and drafts the migrations; there is no way back down but a backup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations, ops
from alembic.runtime.migration import MigrationContext, MigrationInfo

from mailgate.store.migrate import connect_to_migrate
from mailgate.store.tables import metadata


@Operations.register_operation("keep_uncompressed")
class KeepUncompressed(MigrateOperation):
    """Has PostgreSQL keep bytes out of line as they are: mail is mostly compressed or encoded already."""

    def __init__(self, table: str, column: str) -> None:
        self.table = table
        self.column = column

    @classmethod
    def keep_uncompressed(cls, operations: Operations, table: str, column: str) -> None:
        operations.invoke(cls(table, column))


@Operations.implementation_for(KeepUncompressed)
def _keep_uncompressed(operations: Operations, wanted: KeepUncompressed) -> None:
    if operations.get_context().dialect.name == "postgresql":
        operations.execute(f'ALTER TABLE "{wanted.table}" ALTER COLUMN "{wanted.column}" SET STORAGE EXTERNAL')


@renderers.dispatch_for(KeepUncompressed)
def _render(_: AutogenContext, wanted: KeepUncompressed) -> str:
    return f"op.keep_uncompressed({wanted.table!r}, {wanted.column!r})"


def _complete_draft(_: MigrationContext, __: Any, directives: list[Any]) -> None:
    """Add what autogeneration cannot see."""
    upgrade: ops.UpgradeOps = directives[0].upgrade_ops
    for operation in list(upgrade.ops):
        if isinstance(operation, ops.CreateTableOp):
            upgrade.ops += [
                KeepUncompressed(operation.table_name, column.name)
                for column in operation.columns
                if isinstance(column, sa.Column) and isinstance(column.type, sa.LargeBinary)
            ]


def _render_type(kind: str, item: Any, _: AutogenContext) -> str | bool:
    """Write our own column types as what they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl.__class__.__name__}()"
    return False


def _note_oldest_code(ctx: MigrationContext, step: MigrationInfo, heads: Iterable[Any], run_args: Any) -> None:
    """Within the step's own transaction: which code the tables serve from now on."""
    connection, schema = ctx.connection, metadata.tables["schema"]
    assert connection is not None
    assert step.up_revision is not None
    oldest = step.up_revision.module.oldest_code
    if connection.execute(schema.update().values(oldest_code=oldest)).rowcount == 0:
        connection.execute(schema.insert().values(id=1, oldest_code=oldest))


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        transactional_ddl=True,
        render_as_batch=True,
        render_item=_render_type,
        process_revision_directives=_complete_draft,
        on_version_apply=[_note_oldest_code, *context.config.attributes.get("on_version_apply", ())],
    )
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    _run(context.config.attributes["connection"])
else:
    with connect_to_migrate(context.get_x_argument(as_dictionary=True)["database"]) as connection:
        _run(connection)
