"""The main job over HTTP: pages without scripts and REST, as employee, agent, colleague and stranger."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest_asyncio

from tests.flows.company import PASSWORD, TEAM, Caller, Hired, Person, monitor
from tests.flows.web import Web, browser, number_in
from tests.stands.server import ServerStand
from tests.stands.smtp import Letter, SmtpStand
from tests.stands.wait import soon

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)


PEOPLE: dict[str, dict[str, str]] = {
    "anna": {"name": "Анна Королёва", "place": "Офис 2, этаж 3"},
    "boris": {"name": "Борис Мастеров", "role": "agent", "team": TEAM},
    "egor": {"name": "Егор Чужой"},
    "mary": {"name": "Mary Field", "locale": "en"},
    "olga": {"name": "Ольга Полозова", "role": "administrator"},
}


@dataclass
class Company:
    """Anna orders, Boris of the team works, Egor is a stranger, Mary reads English, Olga administers."""

    base_url: str
    hired: Hired
    net: httpx.AsyncClient
    opened: AsyncExitStack

    async def person(self, login: str) -> Person:
        """One of them."""
        return await self.hired.get(login, password=PASSWORD, **PEOPLE[login])

    async def web(self, login: str) -> Web:
        """One of them at a browser of his own, signed in."""
        web = await self.opened.enter_async_context(browser(self.base_url))
        return await web.sign_in(await self.person(login))

    async def rest(self, login: str) -> Caller:
        """One of them at REST."""
        return Caller(await self.person(login), self.net)


@pytest_asyncio.fixture
async def company(server: ServerStand, own_db: None, net: httpx.AsyncClient, hired: Hired) -> AsyncIterator[Company]:
    """The people of these tests."""
    async with AsyncExitStack() as opened:
        yield Company(server.base_url, hired, net, opened)


async def _order(web: Web, place: str = "Офис 2, этаж 3") -> str:
    await web.open("/catalog/monitor")
    await web.send("/catalog/monitor", model="27", reason="second", place=place)
    return number_in(web)


async def _letter(smtp: SmtpStand, person: Person, number: str, words: str) -> Letter:
    def find() -> Any:
        return next(
            (
                one
                for one in smtp.letters
                if one.recipients == (person.mail,) and number in one.message["Subject"] and words in one.text
            ),
            None,
        )

    letter: Letter = await soon(find, f"a letter about {number} with “{words}” comes to {person.login}", within=30)
    return letter


async def test_a_request_from_the_order_to_the_end_on_pages(company: Company, smtp: SmtpStand) -> None:
    anna, boris, egor, olga = [await company.web(login) for login in ("anna", "boris", "egor", "olga")]
    people = {login: await company.person(login) for login in ("anna", "boris", "egor")}

    number = await _order(anna)
    assert number in anna.text
    assert "Монитор" in anna.text
    due = (await (await company.rest("anna")).get(f"/tickets/{number}"))["resolve_by"]
    assert datetime.fromisoformat(due).tzinfo is not None
    assert "datetime=" in anna.source, "the due time stands on the page"

    await boris.open("/desk")
    assert boris.path == f"/desk/{TEAM}"
    assert f'id="t{number}"' in boris.text
    await boris.send(f"/tickets/{number}/assign", where={"assignee": "me"})
    assert (await (await company.rest("anna")).get(f"/tickets/{number}"))["state"] == "in_progress"
    await _letter(smtp, people["anna"], number, "Борис Мастеров")

    await anna.open(f"/tickets/{number}")
    await anna.send(f"/tickets/{number}/comment", text="Можно после обеда?")
    assert "Можно после обеда?" in anna.text
    await _letter(smtp, people["boris"], number, "> Можно после обеда?")
    await boris.open(f"/tickets/{number}")
    await boris.send(f"/tickets/{number}/comment", text="На складе остался один.", visibility="internal")
    await boris.send(f"/tickets/{number}/comment", text="Принесу в три.", visibility="public")
    await anna.open(f"/tickets/{number}")
    assert "Принесу в три." in anna.text
    assert "На складе остался один." not in anna.text

    for stranger in (egor, olga):
        await stranger.open(f"/tickets/{number}", 404)
        assert "Монитор" not in stranger.text
    await egor.open("/desk", 403)

    await boris.send(f"/tickets/{number}/move", to="done", comment="Стоит на столе.")
    await _letter(smtp, people["anna"], number, "> Стоит на столе.")
    await anna.open(f"/tickets/{number}")
    await anna.send(f"/tickets/{number}/move", to="in_progress", comment="Не включается.")
    await _letter(smtp, people["boris"], number, "> Не включается.")
    await boris.open(f"/tickets/{number}")
    assert "Не включается." in boris.text
    await boris.send(f"/tickets/{number}/move", to="done", comment="Заменил кабель.")
    await anna.open(f"/tickets/{number}")
    await anna.send(f"/tickets/{number}/move", to="closed")
    assert (await (await company.rest("anna")).get(f"/tickets/{number}"))["state"] == "closed"
    assert not [one for one in smtp.letters if people["egor"].mail in one.recipients]


async def test_notices_are_read_on_their_page(company: Company) -> None:
    anna, boris, egor = [await company.web(login) for login in ("anna", "boris", "egor")]
    number = await _order(anna)

    async def told(web: Web) -> Any:
        return f"/tickets/{number}" in (await web.open("/notices")).text

    await soon(lambda: told(boris), "the team has a notice of the order", within=30)
    assert not await told(egor)
    await boris.send("/notices/read")
    assert (await boris.open("/notices")).path == "/notices"


async def test_a_request_is_cancelled_by_who_ordered_it(company: Company) -> None:
    anna = await company.web("anna")
    number = await _order(anna)
    await anna.send(f"/tickets/{number}/move", where={"to": "cancelled"}, comment="Больше не нужен.")
    assert (await (await company.rest("anna")).get(f"/tickets/{number}"))["state"] == "cancelled"
    boris = await (await company.web("boris")).open(f"/desk/{TEAM}")
    assert f'id="t{number}"' not in boris.text


async def test_a_refused_order_keeps_what_was_typed(company: Company) -> None:
    anna = await company.web("anna")
    await anna.open("/catalog/monitor")
    await anna.send("/catalog/monitor", status=422, model="27", reason="", place="Стол <у окна>")
    assert anna.form("/catalog/monitor").fields["place"] == "Стол <у окна>"
    assert 'aria-invalid="true"' in anna.text
    await anna.send("/catalog/monitor", reason="second")
    made = await (await company.rest("anna")).get(f"/tickets/{number_in(anna)}")
    assert made["answers"]["place"] == "Стол <у окна>"


async def test_a_form_that_is_sent_twice_orders_once(company: Company) -> None:
    anna = await company.web("anna")
    await anna.open("/catalog/monitor")
    form = anna.form("/catalog/monitor")
    place = "Офис, где нажимают дважды"
    body = {**form.fields, "model": "27", "reason": "second", "place": place}
    origin = {"Origin": str(anna.client.base_url).rstrip("/")}
    both = await asyncio.gather(*(anna.client.post("/catalog/monitor", data=body, headers=origin) for _ in range(2)))
    assert {answer.status_code for answer in both} == {200}
    assert len({answer.url for answer in both}) == 1
    rest = await company.rest("anna")
    made = [await rest.get(f"/tickets/{one['number']}") for one in (await rest.get("/tickets"))["items"]]
    assert [one["answers"]["place"] for one in made].count(place) == 1


async def test_files_go_with_words_and_only_to_readers(company: Company) -> None:
    anna, boris, egor = [await company.web(login) for login in ("anna", "boris", "egor")]
    number = await _order(anna)
    await anna.send(
        f"/tickets/{number}/comment", text="Вот место.", files={"files": ("Место у окна.png", PNG, "image/png")}
    )
    assert "Место у окна.png" in anna.text
    found = re.search(r'href="(/files/[^"]+)"', anna.source)
    assert found
    await boris.open(f"/tickets/{number}")
    assert found[1] in boris.source
    sent = await boris.client.get(found[1])
    assert (sent.status_code, sent.content) == (200, PNG)
    assert (await egor.client.get(found[1])).status_code == 404
    listed = (await (await company.rest("boris")).get(f"/tickets/{number}/files"))["items"]
    assert [(one["name"], one["type"], one["size"]) for one in listed] == [("Место у окна.png", "image/png", len(PNG))]


async def test_letters_speak_the_language_of_their_reader(company: Company, smtp: SmtpStand) -> None:
    numbers = {}
    for login in ("anna", "mary"):
        made = await (await company.rest(login)).post("/tickets", monitor())
        numbers[login] = made["number"]
        taken = await (await company.rest("boris")).post(
            f"/tickets/{made['number']}/moves", {"to": "in_progress", "version": made["version"]}, 200
        )
        assert taken["assignee"] == "boris"
    russian = await _letter(smtp, await company.person("anna"), numbers["anna"], "Заявка")
    english = await _letter(smtp, await company.person("mary"), numbers["mary"], "Request")
    assert "works on your request" in english.text
    assert not re.search(r"[а-яё]", re.sub(r"Борис Мастеров|Монитор.*|№", "", english.text), re.IGNORECASE)
    assert "Request" not in russian.text
    for letter in (russian, english):
        assert letter.message["Message-ID"]
        assert letter.message["References"] == letter.message["In-Reply-To"]
        assert letter.message["Auto-Submitted"] == "auto-generated"


async def test_a_session_ends_when_signed_out(company: Company) -> None:
    anna = await company.web("anna")
    await anna.open("/")
    await anna.send("/sign-out")
    assert (await anna.open("/tickets")).path == "/sign-in"
    await anna.send("/sign-in", login="anna", password="не тот", status=401)
    assert anna.path == "/sign-in"
    await anna.send("/sign-in", login="anna", password=PASSWORD)
    assert anna.path == "/tickets", "the page that was asked for"
