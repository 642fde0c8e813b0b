"""Plugins that are broken, each in a way of its own, and one that is whole."""

from __future__ import annotations

from tests.stands.plugins import HEAD, Shelf

SLOT = """
    hooks = ["slot_context"]
    [[slot]]
    name = "portal.side"
    template = "side.html"
    variables = ["words"]
"""
SIDE = {"templates/side.html": "<p class='theirs'>{{ words }}</p>"}
HOOKS = '"""Hooks."""\nimport asyncio\n\n\nasync def slot_context(ctx, *, slot):\n    """Answers."""\n    '
TABLES = '''
    """Tables."""
    from tortoise import fields
    from tortoise.models import Model

    class ThingRow(Model):
        """A thing."""

        id = fields.BigIntField(primary_key=True)

        class Meta:
            table = "x_unmade_thing"
'''
MIGRATION = '''
    """It fails half way."""
    from tortoise import fields, migrations
    from tortoise.migrations import operations as ops

    async def fail(apps, schema_editor):
        raise RuntimeError("the disk of the plugin is full")

    class Migration(migrations.Migration):
        operations = [
            ops.CreateModel(
                name="ThingRow",
                fields=[("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True))],
                options={"table": "x_unmade_thing", "app": "unmade", "pk_attr": "id"},
                bases=["Model"],
            ),
            ops.RunPython(fail),
        ]
'''
STUCK = '''
    """A page that stops the whole process."""
    import time
    from okno.api import page

    async def stop(current):
        """Sleeps without leave."""
        time.sleep(10)

    ROUTES = [page("/x/blocker/stop", stop, public=True, methods=("GET",))]
'''
UNGUARDED = '''
    """A page that does not say who may open it."""
    from okno.api import page

    async def show(current):
        """Nothing."""

    ROUTES = [page("/x/unguarded/open", show)]
'''
DEAF = '''
    """Hooks."""
    from okno.api import listen

    @listen("TicketCreated")
    async def hear(ctx, fact):
        """Fails."""
        raise LookupError("the words of a person")
'''
GREETS = '''
    """Pages."""
    from okno.api import page

    async def greet(current):
        """Goes somewhere."""
        return current.redirect("/health")

    ROUTES = [page("/x/whole/greet", greet, public=True, methods=("GET",))]
'''

AT_LOAD: dict[str, tuple[str, str]] = {
    "unread": ("refused", "TOML"),
    "misfit": ("refused", ">=7"),
    "twin": ("refused", "twin"),
    "absent": ("failed", "nothing_like_this"),
    "undeclared": ("failed", "colour"),
    "unguarded": ("failed", "/x/unguarded/open"),
    "unmade": ("unmigrated", "disk of the plugin is full"),
}
"""Those that never run: state, and a word of the explanation."""
AT_WORK = ("raiser", "sleeper", "leaker", "blocker", "deaf")
"""Those that run at first."""


def put_all(shelf: Shelf) -> None:
    """Installs one of each kind."""
    shelf.put("whole", {"pages.py": GREETS})
    shelf.put("unread", whole="name = ")
    shelf.put("misfit", whole=HEAD.format(name="misfit").replace(">=0.1,<1", ">=7"))
    shelf.put("twin")
    shelf.put("twin", package="okno_twin_again")
    shelf.put("absent", {"hooks.py": "import nothing_like_this"})
    shelf.put(
        "undeclared",
        {"hooks.py": HOOKS + 'return {"words": "x"}', "templates/side.html": "<p>{{ words }} {{ colour }}</p>"},
        manifest=SLOT,
    )
    shelf.put("unguarded", {"pages.py": UNGUARDED})
    shelf.put("unmade", {"tables.py": TABLES, "migrations/__init__.py": "", "migrations/0001_initial.py": MIGRATION})
    shelf.put("raiser", {"hooks.py": HOOKS + 'raise LookupError("the words of a person")', **SIDE}, manifest=SLOT)
    shelf.put("sleeper", {"hooks.py": HOOKS + "await asyncio.sleep(60)", **SIDE}, manifest=SLOT)
    shelf.put(
        "leaker",
        {"hooks.py": HOOKS + 'asyncio.create_task(asyncio.sleep(3600))\n    return {"words": "kept"}', **SIDE},
        manifest=SLOT,
    )
    shelf.put("blocker", {"pages.py": STUCK})
    shelf.put("deaf", {"hooks.py": DEAF}, manifest='listens = ["TicketCreated"]')
