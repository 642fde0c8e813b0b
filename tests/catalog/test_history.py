"""The history of the catalog: what each revision changed, undoing one, an item as it was."""

from typing import Any

import pytest
import pytest_asyncio

from okno import people
from okno.catalog import drafts, history, publishing, store
from okno.catalog.difference import ORDER, Change, difference
from okno.catalog.problem import BadCatalog
from okno.catalog.shape import plain
from okno.db import dump_json, execute
from okno.errors import Conflict, Forbidden, NotFound, Refused
from okno.settings import Settings
from tests.catalog.rich import rich, said


@pytest_asyncio.fixture
async def who(db: Settings) -> int:
    """An administrator, and a catalog in force as revision 1."""
    await store.apply(rich(), actor_id=None, note="начало")
    return await people.create(login="vera", name="Вера")


async def publish(who: int, key: str = "meeting", note: str = "", **changes: Any) -> store.Applied:
    """Put a changed service in force."""
    body = {**plain((await store.load()).services[key]), **changes}
    await drafts.save(who, "service", key, body, version=None)
    return await publishing.publish(who, note)


async def test_revisions_stand_newest_first_and_go_on_by_number(who: int) -> None:
    for n in range(3):
        await publish(who, note=f"правка {n}", cost=n)
    first = await history.revisions(limit=2)
    assert [one.number for one in first] == [4, 3]
    assert [one.number for one in await history.revisions(below=3)] == [2, 1]
    assert (first[0].note, first[0].actor_id, first[0].changed) == ("правка 2", who, ("service/meeting",))
    assert (await history.required(1)).added == tuple(sorted((await history.required(1)).added))
    with pytest.raises(NotFound):
        await history.required(9)


async def test_a_revision_tells_what_differs(who: int) -> None:
    form = plain(rich().services["meeting"])["fields"]
    changed = [form[1], form[0], *form[2:-1], {"key": "tea", "type": "checkbox", "title": said("Чай", "Tea")}]
    await publish(who, fields=changed, cost=7)
    [touched] = await history.touched(await history.required(2))
    assert touched.changes == (
        Change(("cost",), 100, 7),
        Change(("fields", "tea"), None, changed[-1]),
        Change(("fields", "check"), form[-1], None),
        Change(("fields", ORDER), [one["key"] for one in form[:-1]], [one["key"] for one in changed[:-1]]),
    )


async def test_undoing_gives_the_digest_back(who: int) -> None:
    _, digest = await store.newest()
    await publish(who, cost=7, title=said("Сбор", "Meeting"))
    applied = await history.undo(2, who, note="зря")
    assert applied.revision == 3
    assert await store.newest() == (3, digest)
    assert (await store.load()).services == rich().services
    await history.undo(3, who)
    assert (await store.load()).services["meeting"].cost == 7


async def test_undoing_brings_back_what_went_and_takes_what_came(who: int) -> None:
    _, digest = await store.newest()
    await drafts.save(who, "service", "tea", {**plain(rich().services["meeting"]), "key": "tea"}, version=None)
    await drafts.save(who, "category", "halls", {**plain(rich().categories["halls"]), "general": "tea"}, version=None)
    await drafts.remove(who, "service", "meeting", version=None)
    await publishing.publish(who)
    await history.undo(2, who)
    assert (await store.newest())[1] == digest


async def test_what_was_changed_since_is_not_undone(who: int) -> None:
    await publish(who, cost=7)
    await publish(who, cost=8)
    with pytest.raises(Conflict) as refused:
        await history.undo(2, who)
    assert refused.value.detail["changed"] == ["service/meeting"]
    await history.undo(3, who)
    await history.undo(2, who)
    assert (await store.load()).services["meeting"].cost == 100


async def test_what_others_need_by_now_is_not_undone(who: int) -> None:
    await drafts.save(who, "service", "tea", {**plain(rich().services["meeting"]), "key": "tea"}, version=None)
    await publishing.publish(who)
    await drafts.save(who, "category", "halls", {**plain(rich().categories["halls"]), "general": "tea"}, version=None)
    await publishing.publish(who)
    with pytest.raises(BadCatalog):
        await history.undo(2, who)
    assert (await store.newest())[0] == 3


async def test_the_first_revision_and_one_without_digests_are_not_undone(who: int) -> None:
    with pytest.raises(Refused):
        await history.undo(1, who)
    await publish(who, cost=7)
    early = dump_json({"added": [], "changed": ["service/meeting"], "removed": []})
    await execute("UPDATE catalog_revision SET changes = $1 WHERE number = 2", early)
    with pytest.raises(Refused):
        await history.undo(2, who)
    [touched] = await history.touched(await history.required(2))
    assert (touched.before, touched.after) == (None, None)


async def test_undoing_does_not_open_a_confidential_team(who: int) -> None:
    team = plain(rich().teams["rooms"])
    await drafts.save(who, "team", "rooms", {**team, "confidential": False}, version=None)
    await publishing.publish(who, opens_teams=True)
    await history.undo(2, who)
    assert (await store.load()).teams["rooms"].confidential
    with pytest.raises(Forbidden):
        await history.undo(3, who)


async def test_an_item_comes_back_as_a_draft(who: int) -> None:
    for cost in (7, 8, 9):
        await publish(who, cost=cost)
    assert [one.number for one in await history.revisions_of("service", "meeting")] == [4, 3, 2, 1]
    draft = await history.restore(who, "service", "meeting", 2, version=None)
    assert draft.body is not None
    assert draft.body["cost"] == 7
    assert (await store.load()).services["meeting"].cost == 9
    assert await history.body_at("service", "meeting", 0) is None
    with pytest.raises(NotFound):
        await history.restore(who, "service", "nothing", 2, version=None)


async def test_an_item_is_not_taken_for_one_with_a_longer_name(who: int) -> None:
    longer = {**plain(rich().services["meeting"]), "key": "meeting-room"}
    await drafts.save(who, "service", "meeting-room", longer, version=None)
    await publishing.publish(who)
    assert [one.number for one in await history.revisions_of("service", "meeting")] == [1]


def test_a_difference_knows_true_from_one_and_nothing_from_no_list() -> None:
    assert difference({"a": 1}, {"a": True}) == (Change(("a",), 1, True),)
    assert difference({"a": [{"key": "x"}]}, {}) == (Change(("a", "x"), {"key": "x"}, None),)
    assert difference({"a": [1, 2]}, {"a": [2, 1]}) == (Change(("a",), [1, 2], [2, 1]),)
    assert difference(None, {"a": 1}) == (Change((), None, {"a": 1}),)
    assert difference({"a": 1}, {"a": 1}) == ()
