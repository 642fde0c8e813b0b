"""Open tickets in the order of their changes, and what somebody has done lately: both are lists of every day."""

from tortoise import migrations
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Two indexes."""

    dependencies = [("core", "0007_plugins_and_channels")]

    operations = [
        ops.AddIndex(
            model_name="TicketRow",
            index=PartialIndex(fields=["team_id", "updated_at", "id"], name="ticket_changed", condition={"open": True}),
        ),
        ops.AddIndex(model_name="TicketRow", index=Index(fields=["assignee_id", "done_at"], name="ticket_done")),
    ]
