"""the newest status lists seen at other hosts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from issuer_app.store.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "seen_lists",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("valid_from", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_lists")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("seen_lists")
