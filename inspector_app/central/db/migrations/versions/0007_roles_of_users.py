"""Users of the pages have roles

Until now all of them could look at everything and change nothing. They stay viewers, but for one
who can give roles: the user made at the beginning (``admin``), or the only one there is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FIRST = """
UPDATE users SET role = 'administrator' WHERE "user" = 'admin' OR tenant IN
(SELECT tenant FROM users GROUP BY tenant HAVING count(*) = 1)
"""


def upgrade() -> None:
    op.add_column(
        "users", sa.Column("role", sa.String(length=20), nullable=False, server_default="viewer")
    )
    if op.get_bind().dialect.name != "postgresql":
        op.execute(_FIRST)
        return
    op.execute("ALTER TABLE users NO FORCE ROW LEVEL SECURITY")  # the owner changes all tenants'
    op.execute(_FIRST)
    op.execute("ALTER TABLE users FORCE ROW LEVEL SECURITY")
