"""A form that somebody without an account sends: it becomes one request, and he follows it by his link."""

from __future__ import annotations

import httpx
import pytest

from okno import tickets
from okno.access import actor_of
from okno.channels import threads
from okno.db import execute, fetch, fetch_value
from okno.people import required
from okno_webform import submission
from plugins.webform.tests.world import ANSWERS, WIKI, World
from tests.web.browsing import Browser, Document

pytestmark = pytest.mark.plugins("webform")


def follow_of(page: Document) -> str:
    """The link to follow on a page of thanks."""
    return next(href for href, _ in page.links if href.startswith("/x/webform/t/"))


async def test_a_form_becomes_a_request_with_a_contact(world: World) -> None:
    form = await world.form()
    page = await world.fill(form, mail="ivan@elsewhere.test")
    assert page.text("h1") == "Sent"
    assert "We will see to it." in page.text()
    assert await world.tickets() == [], "it is kept first and read later"
    assert await fetch_value("SELECT count(*) FROM channel_incoming WHERE channel = 'webform'") == 1
    await world.settle()
    [ticket] = await world.tickets()
    assert (ticket["service"], ticket["source"], ticket["requester_id"]) == ("monitor", "webform", world.stand_in_id)
    assert await world.answers() == {"model": "27", "reason": "second", "place": "Office 2"}
    assert "ivan@elsewhere.test" in ticket["text"]
    assert await fetch_value("SELECT name FROM outsider") == "Ivan Petrov"
    kinds = [row["kind"] for row in await fetch("SELECT kind FROM event WHERE stream = 'x_webform' ORDER BY id")]
    assert kinds[-1] == "FormSubmitted"


async def test_who_has_the_link_sees_the_state_and_answers(world: World) -> None:
    form = await world.form()
    link = follow_of(await world.fill(form))
    page = await world.outside.open(link)
    assert page.text("h1") == "Received"
    assert not page.has_form(link)
    await world.settle()
    page = await world.outside.open(link)
    assert page.has_form(link)
    # The staff answers in the conversation with the contact.
    [ticket] = await world.tickets()
    boris = await actor_of(await required(world.company.boris.id or 0))
    thread_id = await fetch_value("SELECT id FROM thread WHERE audience = 'guest'")
    await threads.tell(boris, ticket["id"], thread_id, text="Which floor is it?")
    await tickets.comment(boris, ticket["id"], text="A note of ours", visibility="internal")
    await tickets.comment(boris, ticket["id"], text="Words for the account", visibility="public")
    await world.settle()
    page = await world.outside.open(link)
    assert "Which floor is it?" in page.text()
    assert "A note of ours" not in page.text()
    assert "Words for the account" not in page.text()
    await world.outside.send(page.form(link), text="The third one <b>really</b>")
    assert "Your answer is sent" in world.outside.page.text()
    again = await world.outside.client.post(link, data=page.form(link).values | {"text": "The third one <b>really</b>"})
    assert again.status_code == 303
    await world.settle()
    said = await fetch("SELECT text, source FROM comment WHERE thread_id = $1 ORDER BY id", thread_id)
    assert [row["text"] for row in said] == ["Which floor is it?", "The third one <b>really</b>"]
    page = await world.outside.open(link)
    assert "<b>really</b>" in page.text()
    assert "<b>really" not in world.outside.response.text


async def test_a_form_sent_twice_is_one_request(world: World) -> None:
    form = await world.form()
    page = await world.outside.open(form.path)
    world.wait(5)
    sent = page.form(form.path)
    await world.outside.send(sent, fill={**ANSWERS, "name": "Ivan"})
    first = world.outside.path
    await world.outside.send(sent, fill={**ANSWERS, "name": "Ivan"})
    assert world.outside.path == first, "a double click and a reload lead to the same page"
    refused = await world.outside.send(sent, 422, fill={**ANSWERS, "name": "Ivan", "answer.place": "Elsewhere"})
    assert "This form was sent already" in refused.text()
    await world.settle()
    assert len(await world.tickets()) == 1


async def test_a_proof_is_good_for_its_form_and_for_a_while(world: World) -> None:
    form, other = await world.form(), await world.form("other")
    page = await world.outside.open(form.path)
    sent = page.form(form.path)
    filled = {**ANSWERS, "name": "Ivan"}
    early = await world.outside.send(sent, 422, fill=filled)
    assert "That was fast" in early.text()
    world.wait(5)
    stolen = (await world.outside.client.post(other.path, data={**filled, "token": sent.values["token"][0]})).text
    assert "open for too long" in stolen
    for wrong in ("", "1.x.y", sent.values["token"][0][:-1] + "0", "9" * 30):
        answer = await world.outside.client.post(form.path, data={**filled, "token": wrong})
        assert answer.status_code == 422
    world.wait(3 * 3600)
    late = await world.outside.send(sent, 422, fill=filled)
    assert "open for too long" in late.text()
    # All that was typed is there, and it may be sent at once.
    again = late.form(form.path)
    assert again.values["answer.place"] == ["Office 2"]
    await world.outside.send(again)
    await world.settle()
    assert len(await world.tickets()) == 1


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(world: World) -> None:
    form = await world.form()
    page = await world.fill(form, status=422, **{"name": "", "mail": "no mail", "answer.reason": ""})
    assert "Write how to call you." in page.text()
    assert "This is no mail address." in page.text()
    again = page.form(form.path)
    assert again.values["answer.place"] == ["Office 2"]
    assert again.values["mail"] == ["no mail"]
    assert page.text("error")
    assert await fetch_value("SELECT count(*) FROM channel_incoming") == 0


async def test_conditions_of_the_service_hold(world: World) -> None:
    form = await world.form()
    await world.fill(form, **{"answer.reason": "second", "answer.old_number": "MN-1"})
    await world.settle()
    assert "old_number" not in await world.answers()
    assert (await world.fill(form, **{"answer.needed_by": "2020-01-01"}, status=422)).text("error")


async def test_only_what_is_offered_is_read(world: World) -> None:
    use = {"model": "fixed", "reason": "ask", "place": "ask", "needed_by": "leave", "old_number": "leave"}
    form = await world.form(use=use, fixed={"model": "27-usb-c"})
    page = await world.outside.open(form.path)
    assert not {"answer.model", "answer.needed_by"} & page.form(form.path).names
    await world.fill(
        form,
        **{
            "answer.model": "24",
            "model": "24",
            "answer.needed_by": "2099-01-01",
            "answer.priority": "1",
            "service": "laptop",
            "on_behalf_of": "admin",
            "person_id": str(world.company.admin.id),
        },
    )
    await world.settle()
    [ticket] = await world.tickets()
    assert ticket["service"] == "monitor"
    assert ticket["requester_id"] == world.stand_in_id
    assert await world.answers() == {"model": "27-usb-c", "reason": "second", "place": "Office 2"}


async def test_no_cookie_is_set_and_none_is_read(world: World) -> None:
    form = await world.form()
    seen: list[httpx.Response] = []
    for who in (world.outside, world.company.anna):
        page = await who.open(form.path)
        seen.append(who.response)
        world.wait(5)
        await who.send(page.form(form.path), fill={**ANSWERS, "name": "Ivan"})
        seen += [*who.response.history, who.response]
        await who.open(follow_of(who.page))
        seen.append(who.response)
        assert "Анна" not in who.response.text
    assert not [one for one in seen if "set-cookie" in one.headers]
    await world.settle()
    assert {row["requester_id"] for row in await world.tickets()} == {world.stand_in_id}


async def test_whoever_is_signed_in_and_opens_it_by_itself_sends_it_as_himself(world: World) -> None:
    form, anna = await world.form(), world.company.anna
    page = await anna.open(form.path, headers={"sec-fetch-dest": "document"})
    assert anna.path == form.own_path
    assert not {"name", "mail"} & page.form(form.own_path).names
    world.wait(5)
    sent = page.form(form.own_path)
    framed = await anna.client.post(form.path, data={**ANSWERS, "name": "x", "token": sent.values["token"][0]})
    assert framed.status_code == 422, "the proof of a person is good for his own page alone"
    await anna.client.post(form.own_path, data={**ANSWERS, "token": sent.values["token"][0]}, follow_redirects=True)
    await anna.send(sent, fill=ANSWERS)
    assert anna.path == "/tickets"
    await world.settle()
    [ticket] = await world.tickets()
    assert (ticket["requester_id"], ticket["source"]) == (anna.id, "webform")
    # From a frame he is not known.
    page = await anna.open(form.path, headers={"sec-fetch-dest": "iframe"})
    assert anna.path == form.path


async def test_a_form_for_colleagues_only_opens_in_a_window_of_its_own(world: World) -> None:
    form = await world.form(audience="staff")
    page = await world.outside.open(form.path)
    assert not page.forms
    assert form.own_path in [href for href, _ in page.links]
    answer = await world.outside.client.post(form.path, data=ANSWERS)
    assert answer.status_code == 422
    assert (await world.outside.open(form.own_path)).has_form("/sign-in")
    page = await world.company.anna.open(form.own_path)
    world.wait(5)
    await world.company.anna.send(page.form(form.own_path), fill=ANSWERS)
    await world.settle()
    assert [row["requester_id"] for row in await world.tickets()] == [world.company.anna.id]


async def test_who_may_frame_it_is_said_by_each_form(world: World) -> None:
    form, other = await world.form(), await world.form("other", origins=())
    answer = await world.outside.client.get(form.path)
    policy = answer.headers["content-security-policy"]
    assert f"frame-ancestors {WIKI}" in policy
    assert "*" not in policy
    assert "x-frame-options" not in answer.headers
    for path in (other.path, form.own_path, "/x/webform/f/nothing", "/sign-in"):
        answer = await world.company.anna.client.get(path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-frame-options"] == "DENY"
    sent = await world.fill(form)
    assert f"frame-ancestors {WIKI}" in world.outside.response.headers["content-security-policy"]
    follow = await world.outside.client.get(follow_of(sent))
    assert "frame-ancestors 'none'" in follow.headers["content-security-policy"]


async def test_another_site_cannot_send_it(world: World) -> None:
    form = await world.form()
    page = await world.outside.open(form.path)
    world.wait(5)
    data = {**ANSWERS, "name": "Ivan", "token": page.form(form.path).values["token"][0]}
    for origin in (WIKI, "https://evil.test", "null"):
        answer = await world.outside.client.post(form.path, data=data, headers={"origin": origin})
        assert answer.status_code == 403, origin


async def test_looking_changes_nothing(world: World) -> None:
    form = await world.form()
    link = follow_of(await world.fill(form, mail="ivan@okno.test"))
    await world.settle()
    tables = ("x_webform_submission", "x_webform_count", "channel_incoming", "comment", "event", "job")

    async def counts() -> list[object]:
        state = await fetch("SELECT state, proven_at, until FROM x_webform_submission")
        return [state, *[await fetch_value(f"SELECT count(*) FROM {table}") for table in tables]]

    letter = world.smtp.to("ivan@okno.test")[0].text
    before = await counts()
    for path in (form.path, link, _path_in(letter), f"{form.path}?name=x&token=y"):
        assert (await world.outside.client.get(path)).status_code == 200, path
        assert (await world.outside.client.head(path)).status_code in (200, 405)
    assert await counts() == before


def _path_in(letter: str) -> str:
    start = letter.index("/x/webform/")
    return letter[start:].split(maxsplit=1)[0]


async def test_files_come_where_the_service_asks_for_some(world: World) -> None:
    form = await world.form()
    page = await world.outside.open(form.path)
    assert not page.form(form.path).multipart
    world.wait(5)
    data = {**ANSWERS, "name": "Ivan", "token": page.form(form.path).values["token"][0]}
    answer = await world.outside.client.post(form.path, data=data, files={"answer.place": ("a.txt", b"x")})
    assert answer.status_code == 413
    assert await fetch_value("SELECT count(*) FROM file") == 0


async def test_files_become_answers_within_their_limits(world: World) -> None:
    use = dict.fromkeys(("topic", "description", "phone", "files"), "ask")
    form = await world.form("question", service="device-question", use=use)
    await world.set(file_mb=1)
    page = await world.outside.open(form.path)
    world.wait(5)
    sent = page.form(form.path)
    filled = {"name": "Ivan", "answer.topic": "Mouse", "answer.description": "It is broken"}
    large = await world.outside.send(sent, 422, fill=filled, files=[("answer.files", ("a.txt", b"x" * (2**20 + 1)))])
    assert "Too much" in large.text()
    assert large.form(form.path).values["answer.topic"] == ["Mouse"]
    for _ in range(2):
        await world.outside.send(sent, fill=filled, files=[("answer.files", ("<b>note.txt", b"words of a file"))])
    await world.settle()
    assert len(await world.tickets()) == 1
    assert await fetch_value("SELECT count(*) FROM file") == 1
    assert len((await world.answers())["files"]) == 1
    # Files for other fields are no files of the form.
    page = await world.outside.open(form.path)
    world.wait(5)
    form_again = page.form(form.path)
    await world.outside.send(form_again, 422, fill=filled, files=[("answer.topic", ("a.txt", b"x"))])
    await world.outside.send(form_again, fill=filled, files=[("other", ("b.txt", b"x"))])
    await world.settle()
    assert await fetch_value("SELECT count(*) FROM file") == 1


async def test_links_end_and_what_was_deleted_is_gone(world: World) -> None:
    form = await world.form()
    link = follow_of(await world.fill(form))
    await world.settle()
    for wrong in (
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        link.replace("/t/", "/m/"),
        link.replace("/t/", "/c/"),
    ):
        await world.outside.open(wrong, 404)
    world.wait(91 * 24 * 3600)
    await world.outside.open(link, 404)
    assert await submission.expire() == 1
    await world.outside.open(link, 404)


async def test_a_stranger_is_bounded_and_comes_again_later(world: World) -> None:
    form = await world.form(per_hour="2", per_day="3")
    await world.fill(form)
    await world.fill(form)
    page = await world.fill(form, status=429)
    assert "Too many forms were sent from here" in page.text()
    assert page.form(form.path).values["answer.place"] == ["Office 2"], "nothing that was typed is lost"
    world.wait(3601)
    await world.outside.send(page.form(form.path))
    assert "Sent" in world.outside.page.text("h1")
    page = await world.fill(form, status=429)
    assert "too often today" in page.text()
    world.wait(24 * 3600 + 1)
    await world.fill(form)
    await world.settle()
    assert len(await world.tickets()) == 4
    kept = [row["key"] for row in await fetch("SELECT key FROM x_webform_count")]
    assert not [key for key in kept if "127.0.0.1" in key or "okno.test" in key]


async def test_a_program_that_fills_in_everything_is_stopped(world: World) -> None:
    form = await world.form()
    page = await world.fill(form, status=422, fax_number="1")
    assert "as programs are" in page.text()
    again = page.form(form.path)
    assert again.values["fax_number"] == [""]
    await world.outside.send(again)
    assert "Sent" in world.outside.page.text("h1")


XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


async def test_what_is_typed_stays_text(world: World) -> None:
    form = await world.form()
    page = await world.fill(form, status=422, **{"name": XSS, "mail": XSS, "answer.place": XSS})
    assert "<script>alert" not in world.outside.response.text
    assert page.form(form.path).values["answer.place"] == [XSS]
    await world.fill(form, **{"name": XSS, "answer.place": XSS})
    await world.settle()
    [ticket] = await world.tickets()
    agent: Browser = world.company.boris
    await agent.open(f"/tickets/{ticket['id']}")
    assert "<script>alert" not in agent.response.text
    assert "<img src=x" not in agent.response.text


async def test_a_form_out_of_use_is_not_there(world: World) -> None:
    form = await world.form()
    page = await world.outside.open(form.path)
    await execute("UPDATE x_webform_form SET active = $1", False)
    await world.outside.open(form.path, 404)
    world.wait(5)
    answer = await world.outside.client.post(
        form.path, data={**ANSWERS, "token": page.form(form.path).values["token"][0]}
    )
    assert answer.status_code == 404
    await world.company.anna.open(form.own_path, 404)
