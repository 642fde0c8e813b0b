"""Drafts of the catalog: shared, with versions, checked together, and put in force only by who saw what they change."""

import dataclasses
from typing import Any

import pytest
import pytest_asyncio

from okno import people
from okno.catalog import drafts, publishing, registry, store
from okno.catalog.difference import Change
from okno.catalog.drafts import Draft
from okno.catalog.model import Catalog
from okno.catalog.problem import BadCatalog
from okno.catalog.shape import plain
from okno.db import dump_json, execute, fetch_value, tx
from okno.errors import Conflict, Forbidden, NotFound, Refused, TooLarge
from okno.events import read_stream
from okno.settings import Settings
from tests.catalog.rich import rich, said

KEY = "meeting"


@dataclasses.dataclass(frozen=True)
class Two:
    """Two administrators."""

    vera: int
    boris: int


@pytest_asyncio.fixture
async def two(db: Settings) -> Two:
    """A catalog in force and who edits it."""
    await store.apply(rich(), actor_id=None)
    return Two(await people.create(login="vera", name="Вера"), await people.create(login="boris", name="Борис"))


def body(key: str = KEY, **changes: Any) -> dict[str, Any]:
    """A service as it is in force, with changes."""
    return {**plain(rich().services[key]), **changes}


async def save(who: int, version: int | None = None, **changes: Any) -> Draft:
    """Save a draft of the meeting."""
    return await drafts.save(who, "service", KEY, body(**changes), version=version)


async def title_in_force(key: str = KEY) -> str:
    """The title of a service in force."""
    return (await store.load()).services[key].title["ru"]


async def test_a_draft_changes_nothing_until_it_is_published(two: Two) -> None:
    draft = await save(two.vera, title=said("Сбор", "Meeting"))
    assert (draft.version, draft.author_id, draft.name) == (1, two.vera, "service/meeting")
    assert await title_in_force() == "Имя"
    found = await drafts.edited("service", KEY)
    assert found.version == 1
    assert found.changes == (
        Change(("title", "ru"), "Имя", "Сбор"),
        Change(("title", "en"), "Name", "Meeting"),
    )
    applied = await publishing.publish(two.vera, "Сбор лучше")
    assert applied.revision == 2
    assert applied.plan == store.Plan(changed=("service/meeting",))
    assert await title_in_force() == "Сбор"
    assert await drafts.all_drafts() == []
    assert (await drafts.edited("service", KEY)).version is None
    assert await fetch_value("SELECT note FROM catalog_revision WHERE number = 2") == "Сбор лучше"


async def test_what_is_done_with_a_draft_is_a_fact(two: Two) -> None:
    draft = await save(two.vera)
    await drafts.discard(two.boris, "service", KEY)
    facts = await read_stream("catalog_draft", draft.id)
    assert [(fact.actor_id, fact.payload["doing"]) for fact in facts] == [(two.vera, "saved"), (two.boris, "discarded")]
    assert facts[0].payload["item"] == "service/meeting"


async def test_who_was_slower_is_told_who_was_faster(two: Two) -> None:
    await save(two.vera)
    with pytest.raises(Conflict, match="Вера") as refused:
        await save(two.boris, title=said("Другое", "Other"))
    assert refused.value.detail["version"] == 1
    await save(two.boris, version=1, title=said("Другое", "Other"))
    with pytest.raises(Conflict, match="Борис"):
        await save(two.vera, version=1)
    with pytest.raises(Conflict, match="Борис"):
        await drafts.discard(two.vera, "service", KEY, version=1)
    await drafts.discard(two.boris, "service", KEY, version=2)
    with pytest.raises(Conflict, match="gone"):
        await save(two.vera, version=2)


async def test_a_draft_need_not_be_right_but_tells_where_it_is_not(two: Two) -> None:
    form = body()["fields"]
    form[3] = {**form[3], "required": "yes", "colour": "red"}
    await save(two.vera, fields=form, category="nowhere")
    paths = {flaw.path for flaw in await drafts.problems_of("service", KEY)}
    assert {("fields", 3, "required"), ("fields", 3, "colour")} <= paths
    await save(two.vera, version=1, category="nowhere", title={"ru": "Сбор"})
    paths = {flaw.path for flaw in await drafts.problems_of("service", KEY)}
    assert paths == {("category",), ("title",)}
    assert await drafts.problems_of("service", "breakage") == ()


async def test_what_is_wrong_is_not_published(two: Two) -> None:
    await save(two.vera, category="nowhere")
    with pytest.raises(BadCatalog) as refused:
        await publishing.publish(two.vera)
    assert [problem.file for problem in refused.value.problems] == ["service/meeting"]
    assert len(await drafts.all_drafts()) == 1
    assert await store.newest() != (2, "")


async def test_one_draft_is_published_without_the_others(two: Two) -> None:
    await save(two.vera, category="nowhere")
    other = body("breakage", title=said("Поломка", "Breakage"))
    draft = await drafts.save(two.boris, "service", "breakage", other, version=None)
    await publishing.publish(two.boris, seen={draft.name: 1})
    assert await title_in_force("breakage") == "Поломка"
    assert [one.name for one in await drafts.all_drafts()] == ["service/meeting"]


async def test_what_was_not_looked_at_is_not_published(two: Two) -> None:
    await save(two.vera)
    await save(two.boris, version=1, title=said("Тайком", "Slyly"))
    with pytest.raises(Conflict, match="Борис"):
        await publishing.publish(two.vera, seen={"service/meeting": 1})
    with pytest.raises(Refused):
        await publishing.publish(two.vera, seen={})


async def test_a_draft_of_an_older_item_is_refused_with_both_changes(two: Two) -> None:
    draft = await save(two.vera, title=said("Сбор", "Meeting"))
    other = dataclasses.replace(rich().services[KEY], cost=500)
    await store.apply(dataclasses.replace(rich(), services={**rich().services, KEY: other}), actor_id=None)
    with pytest.raises(Conflict) as refused:
        await publishing.publish(two.vera)
    assert refused.value.detail["changed"] == ["service/meeting"]
    assert (await drafts.edited("service", KEY)).stale
    clash = await publishing.clash_of(draft)
    assert clash is not None
    assert clash.theirs == (Change(("cost",), 100, 500),)
    assert {change.path for change in clash.mine} == {("title", "ru"), ("title", "en")}


async def test_who_has_compared_may_keep_his_draft(two: Two) -> None:
    await save(two.vera, title=said("Сбор", "Meeting"))
    other = dataclasses.replace(rich().services[KEY], cost=500)
    await store.apply(dataclasses.replace(rich(), services={**rich().services, KEY: other}), actor_id=None)
    renewed = await drafts.renew(two.vera, "service", KEY, version=1)
    assert renewed.version == 2
    assert await publishing.clash_of(renewed) is None
    await publishing.publish(two.vera)
    service = (await store.load()).services[KEY]
    assert (service.title["ru"], service.cost) == ("Сбор", 100)


async def test_a_new_item_and_one_that_goes(two: Two) -> None:
    await drafts.save(two.vera, "service", "tea", body(), version=None)
    await drafts.remove(two.vera, "service", KEY, version=None)
    assert {flaw.name for flaw in (await drafts.merged()).flaws} == {"category/halls"}
    halls = {**plain(rich().categories["halls"]), "general": "tea"}
    await drafts.save(two.vera, "category", "halls", halls, version=None)
    applied = await publishing.publish(two.vera)
    assert applied.plan == store.Plan(added=("service/tea",), changed=("category/halls",), removed=("service/meeting",))
    with pytest.raises(NotFound):
        await drafts.remove(two.vera, "service", KEY, version=None)
    with pytest.raises(NotFound):
        await drafts.edited("service", KEY)


async def test_two_who_make_the_same_key_see_each_other(two: Two) -> None:
    await drafts.save(two.vera, "service", "tea", body(), version=None)
    with pytest.raises(Conflict, match="Вера"):
        await drafts.save(two.boris, "service", "tea", body(), version=None)


async def test_what_depends_on_an_item_is_known_before_it_goes(two: Two) -> None:
    names = {flaw.name for flaw in await drafts.dependents("team", "rooms")}
    assert {"service/meeting", "service/breakage"} <= names
    assert {flaw.name for flaw in await drafts.dependents("service", KEY)} == {"category/halls"}


async def test_what_this_version_cannot_read_is_not_taken_out_of_force_unseen(two: Two) -> None:
    strange = dump_json({**body("breakage"), "colour": "red"})
    await execute("UPDATE catalog_item SET body = $1 WHERE kind = 'service' AND key = 'breakage'", strange)
    await save(two.vera, title=said("Сбор", "Meeting"))
    assert ("breakage", ()) in {(flaw.key, flaw.path) for flaw in (await drafts.merged()).flaws}
    with pytest.raises(BadCatalog):
        await publishing.publish(two.vera)
    anew = body("breakage", title=said("Поломка", "Breakage"))
    await drafts.save(two.vera, "service", "breakage", anew, version=None)
    await publishing.publish(two.vera)
    assert "breakage" in (await store.load()).services


async def test_the_catalog_in_memory_is_judged_only_while_it_is_the_newest(two: Two) -> None:
    await registry.refresh()
    other = dataclasses.replace(rich().services[KEY], cost=500)
    await store.apply(dataclasses.replace(rich(), services={**rich().services, KEY: other}), actor_id=None)
    assert (await drafts.merged()).catalog.services[KEY].cost == 500
    await registry.refresh()
    assert (await drafts.merged()).catalog.services[KEY].cost == 500
    await registry.stop()


async def test_only_plain_bodies_of_bounded_size_are_kept(two: Two) -> None:
    deep: Any = "x"
    for _ in range(20):
        deep = [deep]
    for wrong, why in (
        ({"subject": deep}, Refused),
        ({"subject": object()}, Refused),
        ({"cost": float("nan")}, Refused),
        ({"subject": "x" * 300_000}, TooLarge),
    ):
        with pytest.raises(why):
            await save(two.vera, **wrong)
    with pytest.raises(Refused):
        await drafts.save(two.vera, "planet", "earth", {}, version=None)
    draft = await save(two.vera, title={"ru": "Сб\x00ор\ud800", "en": "Meeting"})
    assert draft.body is not None
    assert (draft.body["title"]["ru"], draft.body["key"]) == ("Сбор", KEY)


async def test_a_confidential_team_is_not_opened_by_the_way(two: Two) -> None:
    """Whoever runs the catalog does not thereby read what a confidential team keeps."""
    team = {**plain(rich().teams["rooms"]), "confidential": False}
    await drafts.save(two.vera, "team", "rooms", team, version=None)
    with pytest.raises(Forbidden):
        await publishing.publish(two.vera)
    await publishing.publish(two.vera, opens_teams=True)
    assert not (await store.load()).teams["rooms"].confidential


async def test_a_copy_from_before_the_publishing_is_refused(two: Two) -> None:
    """The folder and the pages guard each other."""
    await save(two.vera, title=said("Сбор", "Meeting"))
    await publishing.publish(two.vera)
    stale: Catalog = dataclasses.replace(rich(), base=1)
    with pytest.raises(Conflict) as refused:
        await store.apply(stale, actor_id=None)
    assert refused.value.detail["changed"] == ["service/meeting"]


async def test_what_was_saved_meanwhile_is_not_lost_with_the_draft(two: Two) -> None:
    """On PostgreSQL somebody may save between the reading of a draft and its end, or its renewal."""
    seen = await save(two.vera, title=said("Сбор", "Meeting"))
    await save(two.boris, seen.version, title=said("Совет", "Council"))
    async with tx():
        with pytest.raises(Conflict):
            await drafts.delete([seen], two.vera, "published")
    found = await drafts.get("service", KEY)
    assert found is not None
    assert found.version == 2
    assert found.body is not None
    assert found.body["title"]["ru"] == "Совет"
