"""Killing a whole node loses nothing that was accepted, doubles nothing, and its leases move to another.

The full form with more kills: python -m tests.bench.nodes.
"""

from __future__ import annotations

import os

from okno.db import fetch_one
from tests.nodes.several.killing import load_and_kill, team
from tests.nodes.several.nodes import Nodes
from tests.stands.server import ServerStand
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon

KILLS = int(os.environ.get("OKNO_TEST_NODE_KILLS", "2"))
SEED = int(os.environ.get("OKNO_TEST_SEED", "7"))
LEASE = "service:x.sample.reader"
MOVES_WITHIN_SECONDS = 90.0
"""A lease holds fifteen seconds; the rest is for a busy machine."""


async def test_nothing_is_lost_or_doubled_when_nodes_are_killed(nodes: Nodes, own_db: None, smtp: SmtpStand) -> None:
    try:
        async with team(nodes, pairs=2, seed=SEED) as people:
            counts = await load_and_kill(nodes, people, smtp, kills=KILLS, seed=SEED)
    except BaseException as error:
        tails = "\n".join(stand.tail() for stand in nodes.stands)
        error.add_note(f"OKNO_TEST_SEED={SEED}; the logs of the nodes end with:\n{tails}")
        raise
    assert counts["tickets"]
    assert counts["forms"]


async def test_a_lease_moves_when_its_node_is_killed(nodes: Nodes, own_db: None) -> None:
    """The last test of this folder: the node stays dead, and the other ends well by itself."""
    holder = await soon(lambda: _holder(nodes), "one node has the lease", within=MOVES_WITHIN_SECONDS)
    holder.kill()
    heir = await soon(lambda: _holder(nodes), "another node has it", within=MOVES_WITHIN_SECONDS)
    assert heir is not holder


async def _holder(nodes: Nodes) -> ServerStand | None:
    """The living node whose process holds the lease."""
    row = await fetch_one("SELECT holder FROM lease WHERE name = $1", LEASE)
    return nodes.owner_of(int(row["holder"].split(":")[-2])) if row is not None else None
