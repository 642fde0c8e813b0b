"""Letters of forms: who gets one, what stands in it, and that nobody sends what he likes to whom he likes by them."""

from __future__ import annotations

import re

import pytest

from okno import people
from okno.access import actor_of
from okno.channels import threads
from okno.db import fetch, fetch_one, fetch_value
from okno.people import required
from okno_webform import letters, submission
from plugins.webform.tests.test_sending import follow_of
from plugins.webform.tests.world import ANSWERS, DOMAIN, World

pytestmark = pytest.mark.plugins("webform")

SPAM = "Buy pills at https://pills.test <a href='https://pills.test'>now</a>"


def path_in(text: str) -> str:
    """The only link of ours in a letter."""
    [path] = set(re.findall(r"/x/webform/[^\s]+", text))
    return path


async def test_a_colleague_confirms_from_a_letter_and_then_it_is_his(world: World) -> None:
    form = await world.form(audience="company")
    page = await world.fill(form, who="anna")
    assert page.text("h1") == "Almost done: confirm it"
    await world.settle()
    assert await world.tickets() == []
    [letter] = world.smtp.letters
    assert letter.recipients == (f"anna@{DOMAIN}",)
    path = path_in(letter.text)
    for _ in range(2):
        page = await world.outside.open(path)
        assert "Office 2" in page.text()
    await world.settle()
    assert await world.tickets() == [], "looking changes nothing"
    await world.outside.send(page.form(path), press="yes")
    assert world.outside.page.text("h1") == "Confirmed"
    again = await world.outside.client.post(path, data={"act": "yes"})
    assert again.status_code == 303
    await world.settle()
    [ticket] = await world.tickets()
    assert (ticket["requester_id"], ticket["source"]) == (world.company.anna.id, "webform")
    assert (await fetch_one("SELECT body, mail FROM x_webform_submission")) == {"body": "", "mail": ""}
    # What was confirmed can't be thrown away any more.
    await world.outside.client.post(path, data={"act": "no"})
    assert await fetch_value("SELECT state FROM x_webform_submission") == "sent"


async def test_what_is_not_his_is_thrown_away(world: World) -> None:
    form = await world.form(audience="company")
    await world.fill(form, who=f"ANNA@{DOMAIN}")
    await world.settle()
    path = path_in(world.smtp.letters[0].text)
    page = await world.outside.open(path)
    await world.outside.send(page.form(path), press="no")
    assert world.outside.page.text("h1") == "Thrown away"
    await world.outside.client.post(path, data={"act": "yes"})
    await world.settle()
    assert await world.tickets() == []
    assert await fetch_value("SELECT body FROM x_webform_submission") == ""


async def test_whether_there_is_such_a_colleague_is_not_told(world: World) -> None:
    form = await world.form(audience="company")
    seen = []
    for who in ("anna", "nobody", f"nobody@{DOMAIN}", "nobody@elsewhere.test", "egor"):
        page = await world.fill(form, who=who)
        reference = page.text("wf-reference")
        seen.append(page.text().replace(reference, ""))
    assert len(set(seen)) == 1
    await world.settle()
    # Egor has no address.
    assert [letter.recipients for letter in world.smtp.letters] == [(f"anna@{DOMAIN}",)]


async def test_what_is_not_confirmed_in_time_is_removed(world: World) -> None:
    form = await world.form(audience="company")
    await world.fill(form, who="anna")
    await world.settle()
    path = path_in(world.smtp.letters[0].text)
    world.wait(24 * 3600 + 1)
    page = await world.outside.open(path, 404)
    assert page.text("h1") == "This link leads nowhere"
    await world.outside.client.post(path, data={"act": "yes"})
    assert await submission.expire() == 1
    await world.settle()
    assert await world.tickets() == []


async def test_a_letter_holds_nothing_of_what_was_typed(world: World) -> None:
    form = await world.form()
    company = await world.form("company", audience="company", title={"en": "Pills", "ru": "Пилюли"})
    await world.fill(form, **{"name": SPAM[:100], "mail": f"victim@{DOMAIN}", "answer.place": SPAM})
    await world.fill(company, **{"who": "anna", "answer.place": SPAM})
    await world.settle()
    assert len(world.smtp.letters) == 2
    for letter in world.smtp.letters:
        whole = letter.message.as_string() + letter.text
        assert "pills" not in whole.casefold()
        assert "Office" not in whole
        assert letter.message["To"] == letter.recipients[0], "no name that somebody typed"
        assert set(re.findall(r"https?://[^/\s\"<>]+", whole)) == {"http://127.0.0.1:8000"}


TRIES = (
    f"a@{DOMAIN}\r\nBcc: b@{DOMAIN}",
    f"a@{DOMAIN}\nSubject: x",
    f"a@{DOMAIN},b@{DOMAIN}",
    f"a@{DOMAIN};b@{DOMAIN}",
    f"a@{DOMAIN} b@{DOMAIN}",
    f"<a@{DOMAIN}>",
    f'"x" <a@{DOMAIN}>',
    f"a@{DOMAIN}%0d%0aBcc:b@{DOMAIN}",
    f"b@evil.test@{DOMAIN}\x00",
    f"a@{DOMAIN}.evil.test",
    f"a@evil.test?{DOMAIN}",
    f"a@sub.{DOMAIN}",
    f"a%evil.test@@{DOMAIN}",
    "a@evil.test",
    "a@[127.0.0.1]",
)


async def test_no_letter_goes_anywhere_but_to_one_address_of_a_stated_domain(world: World) -> None:
    form = await world.form(per_hour="100")
    for address in TRIES:
        page = await world.outside.open(form.path)
        world.wait(5)
        sent = page.form(form.path).values
        data = {**ANSWERS, "name": "x", "mail": address, "token": sent["token"][0]}
        answer = await world.outside.client.post(form.path, data=data)
        assert answer.status_code in (303, 422), address
    # Several fields of one name: the first counts.
    page = await world.outside.open(form.path)
    world.wait(5)
    many = {**page.form(form.path).values, **{key: [value] for key, value in ANSWERS.items()}}
    many |= {"name": ["x"], "mail": [f"one@{DOMAIN}", f"two@{DOMAIN}"], "cc": [f"three@{DOMAIN}"]}
    assert (await world.outside.client.post(form.path, data=many)).status_code == 303
    await world.settle()
    allowed = {f"one@{DOMAIN}"}
    assert {one for letter in world.smtp.letters for one in letter.recipients} <= allowed, [
        letter.recipients for letter in world.smtp.letters
    ]
    assert all(len(letter.recipients) == 1 for letter in world.smtp.letters)
    assert not [letter for letter in world.smtp.letters if letter.message["Bcc"] or letter.message["Cc"]]


async def test_one_address_gets_so_many_letters_a_day(world: World) -> None:
    form = await world.form(per_hour="100")
    for _ in range(5):
        await world.fill(form, mail=f"Victim@{DOMAIN.upper()}")
    await world.settle()
    assert len(world.smtp.letters) == 3
    world.wait(24 * 3600 + 1)
    await world.fill(form, mail=f"victim@{DOMAIN}")
    await world.settle()
    assert len(world.smtp.letters) == 4


async def test_what_is_added_to_an_address_makes_no_other_mailbox_of_it(world: World) -> None:
    form = await world.form(per_hour="100")
    for n in range(5):
        await world.fill(form, mail=f"victim+{n}@{DOMAIN}")
    await world.settle()
    assert len(world.smtp.letters) == 3


async def test_a_name_can_be_used_so_often_a_day(world: World) -> None:
    form = await world.form(audience="company", per_hour="100")
    for _ in range(3):
        await world.fill(form, who="anna")
    page = await world.fill(form, status=429, who="Anna")
    assert "in this name" in page.text()
    await world.settle()
    assert len(world.smtp.letters) == 3


async def test_who_has_proved_his_address_hears_of_answers_there(world: World) -> None:
    form = await world.form()
    link = follow_of(await world.fill(form, mail=f"ivan@{DOMAIN}"))
    await world.fill(form, mail=f"oleg@{DOMAIN}")
    await world.settle()
    path = path_in(world.smtp.to(f"ivan@{DOMAIN}")[0].text)
    page = await world.outside.open(path)
    await world.outside.send(page.form(path), press="yes")
    assert world.outside.path == link
    boris = await actor_of(await required(world.company.boris.id or 0))
    for ticket in await world.tickets():
        thread_id = await fetch_value("SELECT id FROM thread WHERE audience = 'guest' AND ticket_id = $1", ticket["id"])
        await threads.tell(boris, ticket["id"], thread_id, text="A secret of https://pills.test")
    await world.settle()
    news = [one for one in world.smtp.letters if "answer" in str(one.message["Subject"])]
    assert [one.recipients for one in news] == [(f"ivan@{DOMAIN}",)], "nobody has proved the other address"
    assert "secret" not in news[0].text
    assert path_in(news[0].text) == link


async def test_a_link_of_one_purpose_is_good_for_no_other(world: World) -> None:
    form = await world.form()
    link = follow_of(await world.fill(form, mail=f"ivan@{DOMAIN}"))
    await world.settle()
    mail = path_in(world.smtp.letters[0].text)
    for path, other in (
        (link, "/x/webform/m/"),
        (link, "/x/webform/s/"),
        (mail, "/x/webform/t/"),
        (mail, "/x/webform/c/"),
    ):
        await world.outside.open(other + path.rpartition("/")[2], 404)


async def test_without_domains_nobody_is_written_to(world: World) -> None:
    form = await world.form()
    company = await world.form("company", audience="company")
    await world.set(domains=[])
    await world.fill(form, mail=f"ivan@{DOMAIN}")
    await world.fill(company, who="anna")
    await world.settle()
    assert world.smtp.letters == []
    assert letters.domains({"domains": ["@Example.Test ", "bad domain", "", "a@b"]}) == {"example.test"}


async def test_a_colleague_who_is_gone_confirms_nothing(world: World) -> None:
    form = await world.form(audience="company")
    await world.fill(form, who="anna")
    await world.settle()
    path = path_in(world.smtp.letters[0].text)
    await people.change(world.company.anna.id, {"active": False}, actor_id=None)
    page = await world.outside.open(path, 404)
    assert not page.forms
    await world.outside.client.post(path, data={"act": "yes"})
    await world.settle()
    assert await world.tickets() == []
    assert await fetch("SELECT id FROM ticket WHERE requester_id = $1", world.company.anna.id) == []
