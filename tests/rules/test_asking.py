"""Actions on requests can ask plugins: whoever begins a transaction for somebody is done anew with their answers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TICKETS = Path(__file__).resolve().parents[2] / "server/okno/tickets"
WITHOUT = frozenset(
    {
        # They change nothing in a request: what somebody keeps for himself, and reading in an emergency.
        "bulk_store.keep", "bulk_undo.undo", "emergency.begin", "emergency.end",
        "reply_drafts.save", "saved_lists.save", "saved_lists.change", "saved_lists.drop", "saved_lists.step",
    }
)  # fmt: skip


def actions() -> Iterator[tuple[str, bool]]:
    """Each function for an actor that begins a transaction, and whether it is marked."""
    for path in sorted(TICKETS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.AsyncFunctionDef) or not node.args.args or node.args.args[0].arg != "actor":
                continue
            begins = any(
                isinstance(one, ast.AsyncWith) and ast.unparse(one.items[0]) == "tx()" for one in ast.walk(node)
            )
            if begins:
                yield f"{path.stem}.{node.name}", any(ast.unparse(one) == "asking" for one in node.decorator_list)


def test_every_action_is_marked() -> None:
    """Else a plugin that has something to say to it makes it fail."""
    found = dict(actions())
    assert len(found) > 30
    lacking = [name for name, marked in found.items() if not marked and name not in WITHOUT]
    assert not lacking, f"put @asking (okno.db) before {', '.join(lacking)}: plugins are asked inside of it"
    assert not WITHOUT - found.keys(), "these are gone: take them out of WITHOUT"
