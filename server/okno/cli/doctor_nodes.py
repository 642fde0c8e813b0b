"""What the doctor finds about the home and the other nodes on the same database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from okno.catalog import registry
from okno.cli.finding import Finding
from okno.clock import SECOND_US
from okno.nodes import mark
from okno.nodes.seen import Node, nodes
from okno.nodes.shape import differences, shape_of
from okno.settings import Settings
from okno.text import N_

_MINUTE_US = 60 * SECOND_US


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the home belongs to the database; on PostgreSQL, who else was seen and whether all are alike."""
    why = await mark.misfit(settings)
    if why is not None:
        yield Finding(N_("The keys or files of this home are not those of the database."), why, fatal=True)
    else:
        yield Finding(N_("The keys and files of this home are those of the database."))
    if settings.database == "sqlite":
        return
    for found in of_nodes(await nodes(), own=shape_of(settings), revision=registry.revision()):
        yield found


def of_nodes(known: Iterable[Node], *, own: dict[str, str], revision: int) -> list[Finding]:
    """What there is to say about nodes that were seen; `own`: the shape of this one, `revision`: of the catalog."""
    known = list(known)
    running = [node for node in known if node.runs]
    names = ", ".join(node.name for node in running) or "-"
    found = [Finding(N_("Nodes that run now: %(n)s (%(names)s).", n=len(running), names=names))]
    for node in running:
        found += _of_running(node, own, revision)
    return found + [_of_lost(node) for node in known if not node.runs]


def _of_running(node: Node, own: dict[str, str], revision: int) -> list[Finding]:
    found = []
    if names := differences(own, node.shape):
        what = N_("The node %(name)s has other values here: %(what)s.", name=node.name, what=", ".join(names))
        found.append(Finding(what, N_("Write the same into the okno.toml of all nodes, and restart them.")))
    if node.clock_is_off:
        what = N_("The clock of the node %(name)s is off by %(ms)s ms.", name=node.name, ms=node.skew // 1000)
        advice = N_("Let all machines take the time from one server (chrony): jobs could run twice.")
        found.append(Finding(what, advice))
    if node.revision < revision:
        what = N_("The node %(name)s works with revision %(n)s of the catalog.", name=node.name, n=node.revision)
        found.append(Finding(what, N_("It follows within a minute; if it does not, restart it.")))
    return found


def _of_lost(node: Node) -> Finding:
    what = N_("The node %(name)s was last seen %(n)s min ago.", name=node.name, n=node.age // _MINUTE_US)
    return Finding(what, N_("Start it, or leave it: after a week it is forgotten."))
