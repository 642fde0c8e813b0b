"""REST: announcements, “me too”, groups of people, and services that are only for some."""

from __future__ import annotations

from typing import Any

import httpx
import pytest_asyncio

from okno import access, people
from okno.http import tokens
from okno.settings import Settings
from tests import shop
from tests.rest.conftest import Caller


class Office:
    """Who speaks to REST."""

    olga: Caller
    anna: Caller
    egor: Caller
    admin: Caller


@pytest_asyncio.fixture
async def office(client: httpx.AsyncClient, settings: Settings) -> Office:
    """An operator who publishes, a seller, a storekeeper, an administrator; the small catalog is in force."""
    await shop.open_shop()

    async def hire(login: str, role: str = "", **more: Any) -> Caller:
        person_id = await people.create(login=login, name=login.title(), **more)
        if role:
            await access.grant(person_id, role)
        return Caller(client, person_id, login, await tokens.issue(person_id, "test"))

    made = Office()
    made.olga = await hire("olga", "operator")
    made.anna = await hire("anna", department=shop.DEPARTMENT)
    made.egor = await hire("egor", department="Склад")
    made.admin = await hire("admin", "administrator")
    return made


NEW: dict[str, Any] = {"kind": "outage", "title": {"ru": "Не печатают принтеры", "en": "Printers are down"}}


async def test_an_announcement_from_its_beginning_to_its_end(office: Office) -> None:
    """Published, read, changed, said “me too” of, ended."""
    made = await office.olga.post(
        "/announcements", {**NEW, "services": ["printing"], "expected_at": "2198-12-01T14:00:00+03:00"}
    )
    path = f"/announcements/{made['id']}"
    assert (made["stage"], made["expected_at"], made["affected"]) == ("now", "2198-12-01T11:00:00.000Z", 0)
    read = await office.anna.get(path)
    assert (read["title"]["en"], read["me_too"], read["affected"]) == ("Printers are down", False, None)
    assert (await office.anna.post(f"{path}/me-too", None, 200))["me_too"]
    assert (await office.olga.get(path))["affected"] == 1
    gone = await office.anna.call("DELETE", f"{path}/me-too")
    assert (gone.status_code, gone.json()["me_too"]) == (200, False)
    change = {"version": 1, "title": {"ru": "Печатают"}, "expected_at": None}
    changed = await office.olga.call("PATCH", path, json=change)
    assert (changed.status_code, changed.json()["version"], changed.json()["expected_at"]) == (200, 2, None)
    assert changed.json()["services"] == ["printing"]
    assert (await office.olga.call("PATCH", path, json=change)).status_code == 409
    both = await office.olga.call("PATCH", path, json={"version": 2, "ended": True, "kind": "news"})
    assert both.status_code == 422
    ended = await office.olga.call("PATCH", path, json={"version": 2, "ended": True})
    assert ended.json()["stage"] == "past"
    assert (await office.anna.call("POST", f"{path}/me-too")).status_code in (400, 409, 422)
    assert [one["id"] for one in (await office.anna.get("/announcements", stage="past"))["items"]] == [made["id"]]
    assert (await office.anna.get("/announcements"))["items"] == []


async def test_only_who_may_know(office: Office) -> None:
    """For others there is no such announcement, whatever they do with it."""
    made = await office.olga.post("/announcements", {**NEW, "departments": [shop.DEPARTMENT]})
    path = f"/announcements/{made['id']}"
    assert (await office.anna.get(path))["id"] == made["id"]
    assert (await office.egor.get("/announcements"))["items"] == []
    for method, where in (("GET", path), ("POST", f"{path}/me-too"), ("DELETE", f"{path}/me-too")):
        assert (await office.egor.call(method, where)).status_code == 404
    for who in (office.anna, office.egor):
        assert (await who.call("POST", "/announcements", json=NEW)).status_code == 403
        assert (await who.call("PATCH", path, json={"version": 1, "ended": True})).status_code == 403
    assert (
        await office.olga.call("PATCH", "/announcements/999", json={"version": 1, "ended": True})
    ).status_code == 404


async def test_what_is_wrong_is_named(office: Office) -> None:
    """By field."""
    for wrong, field in (
        ({"kind": "gossip"}, "kind"),
        ({"title": {"en": "x"}}, "title.ru"),
        ({"expected_at": "2026-12-01T14:00"}, "expected_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"services": ["payroll-access"]}, "services"),
        ({"departments": ["Марс"]}, "departments"),
        ({"extra": 1}, "extra"),
    ):
        answer = await office.olga.call("POST", "/announcements", json={**NEW, **wrong})
        assert answer.status_code == 422, (wrong, answer.text)
        assert field in answer.text, (wrong, answer.text)


async def test_lists_have_pages(office: Office) -> None:
    """By a cursor; each once."""
    for _ in range(5):
        await office.olga.post("/announcements", NEW)
    pages = await office.anna.pages("/announcements", limit=2)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({one["id"] for page in pages for one in page}) == 5


async def test_a_key_publishes_once(office: Office) -> None:
    """The same request again gives the same answer."""
    first = await office.olga.post("/announcements", NEW, headers={"Idempotency-Key": "k1"})
    again = await office.olga.post("/announcements", NEW, headers={"Idempotency-Key": "k1"})
    assert first["id"] == again["id"]


async def test_services_are_those_that_one_has(office: Office) -> None:
    """In the list, in a search, alone, and to be ordered; a direction takes what is below it."""
    hidden = set(shop.HIDDEN)
    for who, expected in ((office.anna, {"crm-access"}), (office.egor, set[str]()), (office.admin, set[str]())):
        keys = {one["key"] for one in (await who.get("/services", limit=100))["items"]}
        assert keys & hidden == expected
        found = {one["key"] for one in (await who.get("/services", q="доступ"))["items"]}
        assert found & hidden == expected
        for key in sorted(hidden):
            status = (await who.call("GET", f"/services/{key}")).status_code
            assert status == (200 if key in expected else 404)
            order = await who.call("POST", "/tickets", json={"service": key, "answers": dict(shop.ANSWERS)})
            assert order.status_code == (201 if key in expected else 422)
    below = {one["key"] for one in (await office.egor.get("/services", category="it"))["items"]}
    assert {"anything", "notebook", "remote"} <= below
    assert "leave" not in below
    assert {one["key"] for one in (await office.egor.get("/services", category="devices"))["items"]} == {
        "notebook",
        "screen",
        "printing",
        "keyboard",
    }
    assert (await office.egor.get("/services", q="ghbynth"))["items"][0]["key"] == "printing"


async def test_an_unknown_service_and_a_hidden_one_are_refused_alike(office: Office) -> None:
    """The answers differ in the key that was sent, and in nothing else."""
    answers = [
        (await office.egor.call("POST", "/tickets", json={"service": key, "answers": {"topic": "x"}})).text
        for key in ("crm-access", "no-such-one")
    ]
    first, second = [text.replace("crm-access", "KEY").replace("no-such-one", "KEY") for text in answers]
    assert first.partition("request_id")[0] == second.partition("request_id")[0]


async def test_groups_are_for_administrators_and_oneself(office: Office) -> None:
    """Others learn not even that there are any."""
    await people.set_groups(office.anna.id, ["Зарплата", "VPN"])
    assert (await office.anna.get("/me"))["groups"] == ["VPN", "Зарплата"]
    seen = {one["login"]: one for one in (await office.admin.get("/people"))["items"]}
    assert (seen["anna"]["groups"], seen["egor"]["groups"]) == (["VPN", "Зарплата"], [])
    seen = {one["login"]: one for one in (await office.olga.get("/people"))["items"]}
    assert seen["anna"]["groups"] is None
