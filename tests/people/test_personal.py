"""Personal data: all of it goes out on request, none of it stays after forgetting."""

from __future__ import annotations

import io
import json
import os
import zipfile
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import files, people, tickets
from okno.access import roles_of
from okno.db import execute, fetch, fetch_value
from okno.errors import NotFound, Refused
from okno.events.dispatch import deliver_due
from okno.files.sweep import sweep
from okno.people import personal
from okno.people.parcel import pack
from okno.settings import Settings
from okno.teams import teams_of
from tests.people.life import DIGITS, MARK, NOTE, OTHERS, Life, card, found, live, on_disk

# Where a person's own words and traits can stand. A new such column belongs here and to a holder.
PLACES = frozenset({
    "person.login", "person.name", "person.mail", "person.title", "person.department", "person.place",
    "person.directory_id", "person.search_key", "person.sort_key",
    "person_contact.value", "person_contact.value_key", "person_skill.skill", "person_skill.skill_key",
    "person_group.name", "person_group.name_key",
    "reply_draft.text", "own_reply.title", "own_reply.text", "work.text",
    "draft.answers", "ticket_past_form.answers", "ticket.subject", "ticket.search_key", "ticket.text",
    "ticket.answers", "ticket_value.value", "comment.text", "approval.text", "approval_step.spec", "task.title",
    "task.text", "task.answers", "check_line.text", "emergency.reason", "file.name", "message.to_address",
    "message.subject", "message.text", "message.html", "push_subscription.endpoint", "push_subscription.browser",
    "preference.value", "saved_filter.title", "saved_filter.criteria", "bulk_act.items",
    "audit.reason", "catalog_revision.note", "job.error",
    "session.agent", "token.name", "idempotency.response",
    "channel_incoming.meta", "channel_incoming.sender", "channel_incoming.sender_key", "channel_incoming.sender_name",
    "channel_outgoing.address", "channel_outgoing.address_key", "channel_outgoing.subject", "channel_outgoing.text",
    "channel_address.address", "channel_address.address_key",
})  # fmt: skip


@pytest_asyncio.fixture
async def life(app: Starlette, settings: Settings) -> Life:
    """A person who left marks everywhere."""
    return await live(settings)


async def _exported(life: Life) -> tuple[dict[str, Any], zipfile.ZipFile, bytes]:
    dossier = await people.export_person(life.id, actor_id=life.company.admin.id, reason="asked", whole=True)
    parcel = await pack(dossier, life.settings.home)
    whole = b"".join([chunk async for chunk in parcel.chunks()])
    assert len(whole) == parcel.size
    archive = zipfile.ZipFile(io.BytesIO(whole))
    return json.loads(archive.read("person.json")), archive, whole


# The marks ----------------------------------------------------------------------------------------------------


async def test_the_mark_stands_everywhere(life: Life) -> None:
    """Else that it is gone afterwards would prove nothing."""
    places = set(await found(MARK))
    assert places >= PLACES, sorted(PLACES - places)
    assert set(await found(DIGITS)) >= {"number.number", "person.phone"}
    assert len(on_disk(life.settings.home, MARK)) == 5
    assert "audit.address" in await found("192.0.2.77")


# Exporting ----------------------------------------------------------------------------------------------------


async def test_everything_goes_out(life: Life) -> None:
    """The card, the ways to reach him, roles, teams, requests, words, letters, devices, facts."""
    told, _, _ = await _exported(life)
    assert told["people"]["profile"]["name"] == f"{MARK} Person"
    assert told["people"]["profile"]["created_at"].endswith("Z")
    assert f"{MARK}@home.test" in {one["value"] for one in told["people"]["contacts"]}
    assert told["people"]["numbers"] == [{"number": f"+7{DIGITS}", "level": "own"}]
    assert told["people"]["skills"] == [f"{MARK} skill"]
    assert told["people"]["groups"] == [f"{MARK} group"]
    assert len(told["people"]["absences"]) == len(told["people"]["stands_in"]) == 1
    assert {one["role"] for one in told["access"]} == {"agent", "auditor"}
    assert [one["team"] for one in told["teams"]] == ["it-devices"]
    orders = {one["id"]: one for one in told["tickets"]["tickets"]}
    assert set(orders) == {life.own, life.for_him, life.by_him}
    assert orders[life.own]["answers"]["place"] == f"{MARK} street"
    assert "priority" not in orders[life.own]
    assert [one["answers"]["place"] for one in told["tickets"]["drafts"]] == [f"{MARK} draft"]
    assert [one["text"] for one in told["work"]["reply_drafts"]] == [f"{MARK} half a sentence"]
    assert told["work"]["own_replies"] == [{"title": f"{MARK} reply", "text": f"{MARK} words"}]
    assert [one["text"] for one in told["work"]["work"]] == [f"{MARK} thought"]
    assert len(told["work"]["timer"]) == 1
    assert [one["title"] for one in told["tickets"]["lists"]] == [f"{MARK} list"]
    assert told["people"]["preferences"] == {"desk.columns.all": [f"{MARK} column"]}
    assert told["http"]["sessions"][0]["agent"] == f"{MARK} browser"
    assert told["http"]["tokens"][0]["name"] == f"{MARK} token"
    assert told["notify"]["letters"][0]["to_address"] == f"{MARK}@example.test"
    assert told["notify"]["notices"]
    assert told["notify"]["devices"][0]["browser"] == f"{MARK} device"
    assert told["notify"]["times"][0]["digest"] == "hour"
    assert told["notify"]["choices"] == [{"kind": "work", "channel": "mail", "wanted": False}]
    assert {"RoleGranted", "PersonCreated"} <= {one["kind"] for one in told["audit"]}
    assert told["catalog"][0]["note"] == f"{MARK} note"


async def test_words_of_others_go_out_only_where_he_reads_them(life: Life) -> None:
    """What is written to him in public, but neither notes about him nor what is said in others' requests."""
    told, _, whole = await _exported(life)
    words = [one["text"] for one in told["tickets"]["words"]]
    assert {f"{MARK} answer", f"Dear {MARK}, {OTHERS}", f"{MARK} advice", f"{MARK} gossip"} == set(words)
    assert OTHERS not in words
    assert NOTE not in json.dumps(told)
    assert "bad" not in json.dumps(told["audit"])
    assert b"internal notes" in zipfile.ZipFile(io.BytesIO(whole)).read("person.json")


async def test_files_go_out(life: Life) -> None:
    """Those that he sent and those that he got; not those of notes."""
    told, archive, _ = await _exported(life)
    contents = {archive.read(one["place"]).decode() for one in told["files_here"]}
    letter = f"{MARK} {'x' * 70_000}"
    assert contents == {f"{MARK} content 0", f"{MARK} content 1", f"{MARK} content 3", letter}
    names = {one["name"] for one in told["files_here"] if not one["name"].startswith("message-")}
    assert names == {f"{MARK}-{n}.txt" for n in (0, 1, 3)}


async def test_no_secret_goes_out(life: Life) -> None:
    """Neither hashes nor keys of sessions nor the second factor."""
    _, archive, _ = await _exported(life)
    for name in archive.namelist():
        content = archive.read(name).decode()
        assert not [secret for secret in life.secrets if secret in content], name


async def test_exporting_leaves_a_fact_and_no_file(life: Life) -> None:
    """Who did it and why is in the audit; nothing lies about on the disk."""
    before = {path for path in life.settings.home.rglob("*") if path.is_file() and "okno.sqlite3" not in path.name}
    await _exported(life)
    after = {path for path in life.settings.home.rglob("*") if path.is_file() and "okno.sqlite3" not in path.name}
    assert after == before
    rows = await fetch("SELECT actor_id, person_id, reason FROM audit WHERE kind = 'PersonExported'")
    assert rows == [{"actor_id": life.company.admin.id, "person_id": life.id, "reason": "asked"}]


async def test_a_file_that_is_gone_does_not_spoil_the_export(life: Life) -> None:
    """It is named without a place."""
    files.open_path(life.sent).unlink()
    told, _, _ = await _exported(life)
    assert [one["name"] for one in told["files_here"] if "place" not in one] == [f"{MARK}-0.txt"]


async def test_a_copy_without_the_content_of_requests(life: Life) -> None:
    """For whoever may not read them: neither words nor files nor letters nor how many there are."""
    dossier = await people.export_person(life.id, actor_id=life.company.admin.id, whole=False)
    assert not {"tickets", "files", "notify"} & set(dossier.parts)
    assert not dossier.files
    parcel = await pack(dossier, life.settings.home)
    told = json.loads(zipfile.ZipFile(io.BytesIO(b"".join([one async for one in parcel.chunks()]))).read("person.json"))
    assert told["people"]["profile"]["name"] == f"{MARK} Person"
    assert "left out too" in told["about"]
    assert f"{MARK} answer" not in json.dumps(told)


async def test_no_copy_names_requests_of_others_by_the_audit(life: Life) -> None:
    """What he opened in an emergency is a number that whoever takes the copy may not know."""
    admin = life.company.admin
    await tickets.emergency.begin(admin, str(life.foreign), reason="the supplier waits")
    with pytest.raises(NotFound):
        await tickets.emergency.begin(admin, "987654", reason="the supplier waits")
    dossier = await people.export_person(admin.id, actor_id=None, whole=False)
    told = {one["kind"]: one["stream_id"] for one in dossier.parts["audit"] if one["kind"].startswith("Emergency")}
    assert told == {"EmergencyOpened": None, "EmergencyRefused": None}


async def test_what_he_may_not_read_any_more_does_not_go_out(life: Life) -> None:
    """Neither the notice nor the letter that never left about a ticket that has gone to a confidential team."""
    boris = life.company.boris
    await tickets.assign(boris, life.foreign, version=1, assignee=life.id)
    while await deliver_due():
        pass
    told, _, _ = await _exported(life)
    assert life.foreign in {one["ticket_id"] for one in told["notify"]["notices"]}
    assert life.foreign in {one["ticket_id"] for one in told["notify"]["letters"]}
    await tickets.assign(boris, life.foreign, version=2, team="hr")
    told, _, _ = await _exported(life)
    assert life.foreign not in {one["ticket_id"] for one in told["notify"]["notices"]}
    assert life.foreign not in {one["ticket_id"] for one in told["notify"]["letters"]}
    await execute("UPDATE message SET state = 'sent'")
    told, _, _ = await _exported(life)
    assert life.foreign in {one["ticket_id"] for one in told["notify"]["letters"]}


async def test_only_a_person_can_be_exported(life: Life) -> None:
    """An unknown id is not found."""
    with pytest.raises(NotFound):
        await people.export_person(10**9, actor_id=None, whole=True)


# Forgetting ---------------------------------------------------------------------------------------------------


async def test_nothing_of_the_person_is_left(life: Life) -> None:
    """No column of any table and no file has any of it."""
    await life.switch_off()
    await life.forget()
    for mark in (MARK, DIGITS, "192.0.2.77", *life.secrets):
        assert await found(mark) == {}, mark
    assert on_disk(life.settings.home, MARK) == []


async def test_a_neutral_name_is_left(life: Life) -> None:
    """With an id that everything goes on pointing at."""
    await life.switch_off()
    await life.forget()
    left = await card(life.id)
    assert (left["name"], left["login"]) == (f"Employee no. {life.id}", f"forgotten-{life.id}")
    assert left["forgotten_at"] is not None
    assert not left["active"]
    assert left["manager_id"] is None
    assert await people.find(f"forgotten-{life.id}") is None
    assert (await roles_of(life.id), await teams_of(life.id)) == (["employee"], [])
    assert await fetch_value("SELECT requester_id FROM ticket WHERE id = $1", life.own) == life.id
    assert await fetch_value("SELECT count(*) FROM absence WHERE substitute_id = $1", life.id) == 1


async def test_requests_keep_what_is_nobodys(life: Life) -> None:
    """Number, service, times, who took part; the story is read with the marks of erased words."""
    before = await fetch("SELECT id, service, team_id, created_at FROM ticket ORDER BY id")
    await life.switch_off()
    await life.forget()
    assert await fetch("SELECT id, service, team_id, created_at FROM ticket ORDER BY id") == before
    ticket, seen = await tickets.get(life.company.boris, life.own)
    assert (ticket.subject, ticket.text, ticket.answers) == ("The text is erased.", "", {})
    entries = await tickets.story.timeline(ticket, seen)
    assert {one.comment.text for one in entries if one.comment is not None} == {"The text is erased."}


async def test_others_keep_their_words(life: Life) -> None:
    """In a request of somebody else only his words go; what he ordered for somebody loses the words of the order."""
    await life.switch_off()
    await life.forget()
    rows = await fetch("SELECT text FROM comment WHERE ticket_id = $1 ORDER BY id", life.foreign)
    assert [row["text"] for row in rows] == ["The text is erased.", "The text is erased.", OTHERS]
    subjects = {row["id"]: row["subject"] for row in await fetch("SELECT id, subject FROM ticket")}
    assert subjects[life.foreign] == "A monitor of a stranger"
    assert subjects[life.by_him] == "The text is erased."
    assert subjects[life.about] == f"For Employee no. {life.id}"


async def test_files_lose_name_and_content(life: Life) -> None:
    """What was attached stays as a line without content; what was not attached goes altogether."""
    await life.switch_off()
    await life.forget()
    rows = await fetch("SELECT name, size, sha256, public_id FROM file ORDER BY id")
    assert [(row["name"], row["size"], row["sha256"]) for row in rows] == [("Erased file", 0, "")] * 3
    for file in (life.sent, life.received, life.noted, life.loose):
        assert not files.open_path(file).exists()
    with pytest.raises(NotFound):
        await tickets.attachments.readable(life.company.boris, rows[0]["public_id"])


async def test_facts_stay_as_ids(life: Life) -> None:
    """The log of facts is as long as it was, and none of its payloads ever held a word."""
    assert not [place for place in await found(MARK) if place.startswith(("event.", "delivery."))]
    before = await fetch_value("SELECT count(*) FROM event WHERE actor_id = $1", life.id)
    audited = await fetch_value("SELECT count(*) FROM audit WHERE actor_id = $1", life.id)
    await life.switch_off()
    await life.forget()
    assert await fetch_value("SELECT count(*) FROM event WHERE actor_id = $1", life.id) == before
    assert await fetch_value("SELECT count(*) FROM audit WHERE actor_id = $1", life.id) == audited
    rows = await fetch("SELECT actor_id, person_id, reason FROM audit WHERE kind = 'PersonForgotten'")
    reason = "the person asked for it"
    assert rows == [{"actor_id": life.company.admin.id, "person_id": life.id, "reason": reason}]


async def test_letters_to_others_are_emptied(life: Life) -> None:
    """That one was sent, to whom and when stays; one that still waits is not sent any more."""
    await execute("UPDATE message SET state = 'sent' WHERE id = (SELECT min(id) FROM message WHERE person_id = $1)",
                  life.company.boris.id)  # fmt: skip
    await life.switch_off()
    await life.forget()
    rows = await fetch("SELECT person_id, state, text FROM message WHERE text LIKE '%erased%'")
    assert {row["state"] for row in rows} <= {"sent"}
    assert not await fetch("SELECT id FROM message WHERE person_id = $1", life.id)


async def test_a_twin_gets_an_empty_answer(life: Life) -> None:
    """The key of somebody else's request is known still, so it is not done twice."""
    await life.switch_off()
    await life.forget()
    rows = await fetch("SELECT actor_id, status, response FROM idempotency")
    assert rows == [{"actor_id": life.company.boris.id, "status": 201, "response": "{}"}]


# What has to be done first ------------------------------------------------------------------------------------


async def test_whoever_may_sign_in_is_not_forgotten(life: Life) -> None:
    """The access is taken away first."""
    await execute("UPDATE ticket SET open = $1", False)
    with pytest.raises(Refused, match="may still sign in"):
        await life.forget()
    assert await found(MARK)


async def test_open_requests_come_first(life: Life) -> None:
    """Those that he works on are handed over, those that are his are finished; how many there are is not told."""
    await people.change(life.id, {"active": False}, actor_id=None)
    with pytest.raises(Refused, match=r"Requests of the person are still open\."):
        await life.forget()
    await execute("UPDATE ticket SET assignee_id = $1 WHERE id = $2", life.id, life.foreign)
    with pytest.raises(Refused, match="works on open requests"):
        await life.forget()


async def test_the_last_administrator_stays(life: Life) -> None:
    """Somebody has to be left who can give roles."""
    admin = life.company.admin.id
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, admin)
    with pytest.raises(Refused, match="last administrator"):
        await people.forget_person(admin, actor_id=None, reason="left", locale="en")


# All or nothing -----------------------------------------------------------------------------------------------


async def test_all_holders_forget_or_none(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one fails nothing is erased, and the files are there still."""
    await life.switch_off()
    before = await found(MARK)

    async def fail(_: personal.Erasure) -> None:
        raise RuntimeError("a plugin is broken")

    async def nothing(_: int) -> None:
        return None

    broken = personal.Holder("zz", export=nothing, forget=fail)
    monkeypatch.setitem(personal._registry.holders, "zz", broken)
    with pytest.raises(RuntimeError, match="broken"):
        await life.forget()
    assert await found(MARK) == before
    assert len(on_disk(life.settings.home, MARK)) == 5


async def test_forgetting_twice_is_harmless(life: Life) -> None:
    """The same is left."""
    await life.switch_off()
    await life.forget()
    once = await card(life.id)
    await life.forget()
    twice = await card(life.id)
    assert {**once, "forgotten_at": 0, "version": 0} == {**twice, "forgotten_at": 0, "version": 0}


async def test_a_crash_before_the_bytes_go_is_made_good(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing names them any more, so the sweep takes them for strays."""
    await life.switch_off()
    with monkeypatch.context() as patch:
        patch.setattr("okno.files.personal.on_commit", lambda _: None)
        await life.forget()
    assert len(on_disk(life.settings.home, f"{MARK} content")) == 4
    for path in on_disk(life.settings.home, f"{MARK} content"):
        os.utime(path, (0, 0))
    await sweep()
    assert on_disk(life.settings.home, MARK) == []


async def test_a_neutral_login_that_is_taken(life: Life) -> None:
    """Whoever happens to be called so keeps his login."""
    await people.create(login=f"forgotten-{life.id}", name="Somebody")
    await life.switch_off()
    await life.forget()
    assert (await card(life.id))["login"] == f"forgotten-{life.id}-x"


# Holders ------------------------------------------------------------------------------------------------------


def test_holders_are_sealed(app: Starlette) -> None:
    """Whoever comes after start-up is refused."""

    async def nothing(_: object) -> None:
        return None

    with pytest.raises(RuntimeError, match="after start-up"):
        personal.holder("late", export=nothing, forget=nothing)
