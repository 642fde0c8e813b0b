"""How an administrator keeps forms, and what is refused to him with a sentence."""

from __future__ import annotations

import pytest

from okno import people
from okno.db import execute, fetch, fetch_value
from okno.errors import Invalid
from okno.hooks import context_of
from okno_webform import draft, hooks, webform
from plugins.webform.tests.world import WIKI, World
from tests.web.browsing import Document

pytestmark = pytest.mark.plugins("webform")

NEW = "/x/webform/new"
BASICS = {
    "title_ru": "Нужен монитор",
    "title_en": "A monitor",
    "key": "monitor",
    "service": "monitor",
    "audience": "staff",
    "origins": f"{WIKI}\nhttps://PORTAL.example.test/some/page",
}


async def make(world: World, status: int = 200, **more: str) -> Document:
    """Makes a form on its page."""
    page = await world.company.admin.open(NEW)
    return await world.company.admin.send(page.form(NEW), status, fill={**BASICS, **more})


async def test_a_form_is_made_its_questions_chosen_and_taken_into_use(world: World) -> None:
    admin = world.company.admin
    assert "There are no forms yet" in (await admin.open("/x/webform")).text()
    page = await make(world)
    path = admin.path
    assert path.startswith("/x/webform/edit/")
    [form] = await webform.all_forms()
    assert not form.active
    assert form.origins == (WIKI, "https://portal.example.test")
    assert set(form.shown) == {"model", "reason", "old_number", "place", "needed_by"}
    page = await admin.send(
        page.form(path, version="1"), fill={"use.model": "fixed", "fixed.model": "27", "use.needed_by": "leave"}
    )
    [form] = await webform.all_forms()
    assert (set(form.shown), form.fixed) == ({"reason", "old_number", "place"}, {"model": "27"})
    page = await admin.send(page.form(path, "on"), press="on")
    [form] = await webform.all_forms()
    assert form.active
    assert f'<iframe src="http://127.0.0.1:8000{form.path}" title="Нужен монитор"' in page.form(
        path, version="3"
    ).action or ("&lt;iframe src=&#34;http://127.0.0.1:8000/x/webform/f/monitor&#34;" in admin.response.text)
    assert "/x/webform/fit.js" in admin.response.text
    page = await admin.open("/x/webform")
    assert "A monitor" in page.text()
    kinds = await fetch("SELECT payload FROM event WHERE stream = 'x_webform' ORDER BY id")
    assert len(kinds) == 3


async def test_a_preview_shows_it_and_sends_nothing(world: World) -> None:
    await make(world, theme="dark", accent="plum")
    [form] = await webform.all_forms()
    page = await world.company.admin.open(f"/x/webform/edit/{form.id}/preview")
    assert "nothing can be sent by it" in page.text()
    assert 'data-theme="dark"' in world.company.admin.response.text
    assert "wf-plum" in world.company.admin.response.text
    await world.outside.open(form.path, 404)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"key": "Монитор!"}, "small Latin letters"),
        ({"title_ru": " ", "title_en": ""}, "Write a title"),
        ({"origins": "*"}, "no address of a site: *"),
        ({"origins": "https://*.example.test"}, "no address of a site"),
        ({"origins": "javascript:alert(1)"}, "no address of a site"),
        ({"origins": "https://a.test;script-src"}, "no address of a site"),
        ({"per_hour": "0"}, "A number from 1 to 1000."),
        ({"accent": "red;}"}, "Choose one of the list."),
        ({"service": "nothing"}, "Choose a service."),
        ({"audience": "all"}, "Choose who may send it."),
        ({"audience": "anybody"}, "Choose the colleague who orders"),
    ],
)
async def test_what_is_not_right_is_said(world: World, more: dict[str, str], said: str) -> None:
    page = await make(world, 422, **more)
    assert said in page.text()
    assert page.form(NEW).values["key"] == [more.get("key", "monitor")]
    assert await webform.all_forms() == []


async def test_who_stands_in_has_to_be_able_to_order(world: World) -> None:
    await execute("UPDATE person SET active = $2 WHERE id = $1", world.stand_in_id, False)
    with pytest.raises(Invalid) as refused:
        await world.form()
    assert "stand_in" in refused.value.fields
    await execute("UPDATE person SET active = $2 WHERE id = $1", world.stand_in_id, True)
    form = await world.form()
    await people.change(world.stand_in_id, {"active": False}, actor_id=None)
    page = await world.company.admin.open("/x/webform")
    assert "is switched off" in page.text()
    [line] = await hooks.health(context_of("webform"))
    assert (line.ok, line.said.params["keys"]) == (False, form.key)


async def test_a_confidential_team_is_offered_to_strangers_by_will_alone(world: World) -> None:
    await execute("UPDATE team SET confidential = $1 WHERE key = $2", True, "it-devices")
    with pytest.raises(Invalid) as refused:
        await world.form()
    assert set(refused.value.fields) == {"confidential"}
    assert (await world.form(confidential=True)).confidential
    assert (await world.form("staff", audience="staff")).audience == "staff"


async def test_questions_have_to_fit_the_service(world: World) -> None:
    use = dict.fromkeys(("model", "reason", "old_number", "place", "needed_by"), "ask")
    for wrong in (
        {"use": {**use, "place": "leave"}},
        {"use": {**use, "place": "fixed"}, "fixed": {"place": "x" * 5000}},
        {"use": {**use, "model": "fixed"}, "fixed": {"model": "99"}},
    ):
        with pytest.raises(Invalid):
            await world.form(**wrong)
        await execute("DELETE FROM x_webform_form")
    form = await world.form()
    await execute("UPDATE x_webform_form SET shown = $1", '["model"]')
    found = await webform.by_id(form.id)
    assert found is not None
    assert await draft.trouble(context_of("webform"), found) is not None
    # Whoever fills it in is told that it is no fault of his.
    page = await world.fill(form, status=422)
    assert "does not fit its service any more" in page.text()


async def test_letters_need_a_domain(world: World) -> None:
    await world.set(domains=[])
    with pytest.raises(Invalid) as refused:
        await world.form(audience="company")
    assert "audience" in refused.value.fields
    with pytest.raises(Invalid):
        await world.set(domains=["not a domain"])


async def test_two_who_change_it_at_once_hear_of_each_other(world: World) -> None:
    admin = world.company.admin
    page = await make(world)
    path = admin.path
    stale = page.form(path, version="1")
    await admin.send(stale, fill={"title_ru": "Другой"})
    page = await admin.send(stale, 409, fill={"title_ru": "Третий"})
    assert "Somebody else has changed this form" in page.text()
    assert page.form(path, version="2").values["title_ru"] == ["Третий"]


async def test_a_form_is_deleted_out_of_use_only(world: World) -> None:
    form = await world.form()
    admin = world.company.admin
    path = f"/x/webform/edit/{form.id}"
    page = await admin.open(path)
    csrf = page.form(path, "off").values["_csrf"][0]
    await admin.client.post(path, data={"_csrf": csrf, "act": "delete"})
    assert len(await webform.all_forms()) == 1
    page = await admin.send(page.form(path, "off"), press="off")
    await admin.send(page.form(path, "delete"), press="delete")
    assert await webform.all_forms() == []


async def test_others_have_nothing_to_do_there(world: World) -> None:
    form = await world.form()
    for path in ("/x/webform", NEW, f"/x/webform/edit/{form.id}", f"/x/webform/edit/{form.id}/preview"):
        await world.company.anna.open(path, 403)
        assert (await world.outside.open(path)).has_form("/sign-in")
    await world.company.admin.open("/x/webform/edit/99", 404)
    await world.company.admin.open("/x/webform/edit/x", 404)
    told = await world.company.admin.client.get("/api/v1/x/webform/forms")
    assert told.json()["items"][0]["url"] == f"http://127.0.0.1:8000{form.path}"
    assert (await world.company.anna.client.get("/api/v1/x/webform/forms")).status_code == 403


async def test_the_script_may_be_loaded_by_other_sites(world: World) -> None:
    answer = await world.outside.client.get("/x/webform/fit.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in answer.headers
    assert "event.origin !== origin" in answer.text


async def test_a_colleague_is_exported_and_forgotten(world: World) -> None:
    form = await world.form(audience="company")
    anna = world.company.anna.id
    await world.fill(form, **{"who": "anna", "answer.place": "My secret place"})
    await world.settle()
    told = await hooks.export_person(context_of("webform"), person_id=anna, whole=True)
    assert told is not None
    assert told["sent"][0]["answers"]["place"] == "My secret place"
    told = await hooks.export_person(context_of("webform"), person_id=anna, whole=False)
    assert "My secret place" not in str(told)
    await world.form("anybody")
    await world.fill(await world.form("other"), mail="anna@okno.test")
    admin = world.company.admin.id
    await people.change(anna, {"active": False}, actor_id=admin)
    await people.forget_person(anna, actor_id=admin, reason="asked", locale="en")
    assert await fetch_value("SELECT count(*) FROM x_webform_submission WHERE state = 'waiting'") == 0
    assert await fetch_value("SELECT count(*) FROM x_webform_submission WHERE mail <> ''") == 0
    assert await hooks.export_person(context_of("webform"), person_id=anna, whole=True) is None


async def test_what_no_key_opens_any_more_keeps_nobody_from_being_forgotten(world: World) -> None:
    await world.fill(await world.form(), mail="ivan@okno.test")
    await execute("UPDATE x_webform_submission SET mail = 'sealed with another key', body = 'that, too'")
    anna, admin = world.company.anna.id, world.company.admin.id
    await people.change(anna, {"active": False}, actor_id=admin)
    await people.forget_person(anna, actor_id=admin, reason="asked", locale="en")
    assert await fetch_value("SELECT count(*) FROM x_webform_submission") == 1
