"""What a person wants to be told, and where and when it then comes: nothing twice, nothing lost."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from okno import clock, people
from okno.clock import from_us
from okno.db import execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Invalid
from okno.events import record
from okno.notify import (
    SmtpMailer,
    digest,
    hearers,
    newcomers,
    outages,
    outbox,
    settle as settle_mail,
    task_words,
    trial,
)
from okno.notify.choices import choose, wishes_of
from okno.notify.failed import retry_letter
from okno.notify.groups import GROUPS, group_of, known
from okno.notify.keeping import keep
from okno.notify.times import USUAL, Times
from okno.people import Person
from okno.settings import Mail, Settings
from okno.tickets import comment, move
from okno.tickets.events import SlaBreached
from tests.notify.desk import Desk, run_jobs, settle, told, written_to
from tests.stands.smtp import SmtpStand

MOSCOW = "Europe/Moscow"


class Watch:
    """A clock that shows what a test wants."""

    def __init__(self, text: str) -> None:
        self.moment = self._of(text)

    def _of(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(MOSCOW))

    def show(self, text: str) -> None:
        """From now on it is this time in Moscow."""
        self.moment = self._of(text)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Monday, at ten in the morning."""
    one = Watch("2030-01-07 10:00")
    monkeypatch.setattr(clock, "now", lambda: one.moment)
    return one


def use(db: Settings, smtp: SmtpStand) -> None:
    """Sends by the stand."""
    settle_mail(db, SmtpMailer(Mail(host=smtp.host, port=smtp.port, sender="okno@example.test")))


async def person(desk: Desk, name: str = "vera") -> Person:
    """Somebody of the stand."""
    return await people.required(getattr(desk, name).id)


async def wants(who: Person, new: Times = USUAL, **cells: bool) -> None:
    """Chooses: `requests_mail=False` and the like."""
    before = (await wishes_of([who]))[who.id].times
    await keep(who, {tuple(name.split("_")): on for name, on in cells.items()}, new, before=before, version=None)  # type: ignore[misc]


async def taken(desk: Desk) -> str:
    """A request of Vera's is taken: she is told. Returns its number."""
    ticket = await desk.order()
    await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await settle()
    return ticket.number


# The groups ---------------------------------------------------------------------------------------------------


def test_every_kind_of_notice_stands_in_one_group() -> None:
    kinds = {*hearers.WORDS, *task_words.WORDS, *newcomers.WORDS, *outages.WORDS, *trial.WORDS}
    homeless = sorted(kind for kind in kinds if not known(kind))
    assert not homeless, f"Put them into a group of okno.notify.groups: {homeless}"
    listed = [kind for one in GROUPS.values() for kind in one.kinds]
    assert len(listed) == len(set(listed))
    left_over = sorted(set(listed) - kinds - {"account"})
    assert not left_over, f"Nothing tells these any more: {left_over}"


def test_whoever_stands_in_hears_of_the_same_group() -> None:
    assert group_of("assigned_away") is group_of("assigned")


# Where --------------------------------------------------------------------------------------------------------


async def test_without_a_choice_all_is_as_usual(desk: Desk) -> None:
    await taken(desk)
    assert sorted(await told()) == [("lena", "team_new"), ("timur", "team_new"), ("vera", "taken")]
    assert await written_to() == ["vera@example.test"]


async def test_letter_and_notice_come_without_each_other(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    await wants(await person(desk), requests_page=False)
    await taken(desk)
    assert ("vera", "taken") not in await told()
    await run_jobs()
    assert [one.recipients for one in smtp.letters] == [("vera@example.test",)]
    await wants(await person(desk), requests_page=True, requests_mail=False)
    await taken(desk)
    assert ("vera", "taken") in await told()
    assert await written_to() == ["vera@example.test"]


async def test_what_stays_in_the_page_by_itself_comes_by_mail_when_it_is_asked_for(desk: Desk) -> None:
    await wants(await person(desk, "timur"), team_mail=True)
    await desk.order()
    await settle()
    assert await written_to() == ["timur@example.test"]


async def test_what_is_usual_leaves_no_row(desk: Desk) -> None:
    vera = await person(desk)
    await wants(vera, requests_mail=False, team_page=True)
    assert await fetch_value("SELECT count(*) FROM notice_choice") == 1
    await wants(vera, requests_mail=True)
    assert await fetch_value("SELECT count(*) FROM notice_choice") == 0
    facts = await fetch("SELECT payload FROM event WHERE kind = 'NoticesChosen' ORDER BY id")
    assert ["requests.mail" in str(fact["payload"]) for fact in facts] == [True, True]


@pytest.mark.parametrize("cell", [("account", "mail"), ("nothing", "mail"), ("requests", "pigeon")])
async def test_what_cannot_be_chosen_is_refused(desk: Desk, cell: tuple[str, str]) -> None:
    with pytest.raises(Invalid):
        await choose(desk.vera.id, {cell: False}, actor_id=desk.vera.id)


# When ---------------------------------------------------------------------------------------------------------

NIGHT = Times(quiet_from="20:00", quiet_until="08:00")


async def test_a_letter_waits_for_the_end_of_quiet_hours(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    await wants(await person(desk), NIGHT)
    watch.show("2030-01-07 23:00")
    await taken(desk)
    assert await run_jobs() == 0
    watch.show("2030-01-08 07:59")
    assert await run_jobs() == 0
    watch.show("2030-01-08 08:00")
    assert await run_jobs() == 1
    assert len(smtp.letters) == 1


async def test_quiet_hours_are_those_of_the_persons_own_clock(desk: Desk, db: Settings, watch: Watch) -> None:
    await execute("UPDATE person SET time_zone = 'Asia/Yekaterinburg' WHERE id = $1", desk.vera.id)
    await wants(await person(desk), NIGHT)
    watch.show("2030-01-07 19:00")  # 21:00 with her
    await taken(desk)
    at = await fetch_value("SELECT not_before FROM message")
    assert from_us(at).astimezone(ZoneInfo(MOSCOW)).strftime("%d %H:%M") == "08 06:00"


async def test_a_letter_that_the_server_took_late_is_not_sent_at_night(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    await wants(await person(desk), NIGHT)
    await taken(desk)
    smtp.refuse = 451
    await run_jobs()
    smtp.refuse = None
    watch.show("2030-01-07 23:00")
    assert await run_jobs() == 1, "it is looked at, and put off"
    assert not smtp.letters
    assert await fetch_value("SELECT attempts FROM job WHERE name = 'mail.send'") == 1, "that was no failure"
    watch.show("2030-01-08 08:00")
    await run_jobs()
    assert len(smtp.letters) == 1


async def test_what_waits_goes_out_when_its_person_wants_quiet_no_more(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    vera = await person(desk)
    await wants(vera, NIGHT)
    watch.show("2030-01-07 23:00")
    await taken(desk)
    await wants(vera, USUAL)
    assert await run_jobs() == 1
    assert len(smtp.letters) == 1


async def burning(desk: Desk, priority: int) -> None:
    """A request of Timur's is late."""
    ticket = await desk.order()
    await settle()
    await execute("UPDATE ticket SET priority = $1, assignee_id = $2 WHERE id = $3", priority, desk.timur.id, ticket.id)
    async with tx():
        await record(
            SlaBreached(stream_id=ticket.id, actor_id=None, of="resolve", due=clock.now_us(), tell=("assignee",))
        )
    await settle()


@pytest.mark.parametrize(("priority", "urgent", "at_once"), [(1, True, True), (2, True, False), (1, False, False)])
async def test_what_burns_comes_through_when_it_may(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch, priority: int, urgent: bool, at_once: bool
) -> None:
    use(db, smtp)
    night = Times(quiet_from="20:00", quiet_until="08:00", digest="hour", urgent=urgent)
    await wants(await person(desk, "timur"), night)
    watch.show("2030-01-07 23:00")
    await burning(desk, priority)
    await run_jobs()
    assert len(smtp.to("timur@example.test")) == at_once


# Together -----------------------------------------------------------------------------------------------------

HOURLY = Times(digest="hour")


async def test_letters_of_an_hour_come_as_one_by_request(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    await wants(await person(desk), HOURLY)
    first = await taken(desk)
    await comment(desk.timur, first, text="Проверьте кабель.", visibility="public")
    second = await taken(desk)
    await settle()
    await digest.gather({})
    assert await run_jobs() == 0, "the hour is not over"
    watch.show("2030-01-07 11:00")
    await digest.gather({})
    await run_jobs()
    (letter,) = smtp.letters
    assert "3 уведомления" in letter.message["Subject"]
    assert letter.text.index(f"/tickets/{first}") < letter.text.index("> Проверьте кабель.")
    assert letter.text.index("> Проверьте кабель.") < letter.text.index(f"/tickets/{second}")
    assert letter.text.count(f"/tickets/{first}\r\n") == 1
    assert letter.message["List-Unsubscribe"] is None
    assert {row["state"] for row in await fetch("SELECT state FROM message")} == {"sent"}
    await digest.gather({})
    assert await run_jobs() == 0, "each fact is told once"


async def test_somebody_whose_letters_fail_holds_nobody_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def fails(one: Person) -> None:
        tried.append(one.login)
        raise RuntimeError

    for n, name in enumerate(("vera", "timur")):
        async with tx():
            await outbox.write(
                outbox.Outgoing(
                    event_id=-n - 1,
                    person=await person(desk, name),
                    kind="done",
                    ticket_id=1,
                    subject="",
                    text="",
                    digest=True,
                )
            )
    monkeypatch.setattr(digest, "gather_for", fails)
    await digest.gather({})
    assert sorted(tried) == ["timur", "vera"]


async def test_one_alone_is_a_letter_as_any_other(desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch) -> None:
    use(db, smtp)
    await wants(await person(desk), Times(digest="18:30"))
    await taken(desk)
    watch.show("2030-01-07 18:30")
    await digest.gather({})
    await run_jobs()
    (letter,) = smtp.letters
    assert letter.message["Subject"].startswith("[№")


async def test_what_was_gathered_goes_out_alone_when_that_is_chosen(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    vera = await person(desk)
    await wants(vera, HOURLY)
    await taken(desk)
    await taken(desk)
    await wants(vera, USUAL)
    assert await run_jobs() == 2
    assert len(smtp.letters) == 2


async def test_a_gathered_letter_waits_for_quiet_hours_to_end(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    await wants(await person(desk), Times(digest="hour", quiet_from="10:30", quiet_until="12:30"))
    await taken(desk)
    await taken(desk)
    watch.show("2030-01-07 11:00")
    await digest.gather({})
    assert await run_jobs() == 0
    watch.show("2030-01-07 12:30")
    await digest.gather({})
    await run_jobs()
    assert len(smtp.letters) == 1


async def test_a_gathered_letter_tells_what_may_be_told_by_then(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    """What became confidential is a number and a link, what somebody may not see any more is left out."""
    use(db, smtp)
    await wants(await person(desk), HOURLY)
    kept, lost, third = [await taken(desk) for _ in range(3)]
    await execute("DELETE FROM ticket_reader WHERE ticket_id = $1", int(lost))
    await execute("UPDATE ticket SET requester_id = $1 WHERE id = $2", desk.lena.id, int(lost))
    await execute("UPDATE team SET confidential = $1", True)
    watch.show("2030-01-07 11:00")
    await digest.gather({})
    await run_jobs()
    (letter,) = smtp.letters
    assert f"[№ {kept}] Заявка" in letter.text
    assert f"[№ {third}] Заявка" in letter.text
    assert "почта" not in letter.text
    assert lost not in letter.text
    assert await fetch_one("SELECT subject FROM message WHERE ticket_id = $1", int(kept)) == {
        "subject": f"[№ {kept}] Заявка"
    }


async def test_a_refused_letter_can_be_sent_again_whole(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    """The mail server is the one that failed, not the letters."""
    use(db, smtp)
    await wants(await person(desk), HOURLY)
    await taken(desk)
    await taken(desk)
    watch.show("2030-01-07 11:00")
    await digest.gather({})
    smtp.refuse = 550
    await run_jobs()
    assert sorted(row["state"] for row in await fetch("SELECT state FROM message")) == [
        "failed",
        "gathered",
        "gathered",
    ]
    smtp.refuse = None
    row_id = await fetch_value("SELECT id FROM message WHERE state = 'failed'")

    async with tx():
        assert await retry_letter(row_id)
    await run_jobs()
    assert len(smtp.letters) == 1


async def test_a_waiting_letter_keeps_the_secret_of_what_became_confidential(
    desk: Desk, db: Settings, smtp: SmtpStand
) -> None:
    use(db, smtp)
    number = await taken(desk)
    await execute("UPDATE team SET confidential = $1", True)
    await run_jobs()
    (letter,) = smtp.letters
    assert letter.message["Subject"] == f"[№ {number}] Заявка"
    html = letter.message.get_body(("html",))
    assert html is not None
    assert "почта" not in (letter.text + html.get_content()).casefold()
    row = await fetch_one("SELECT subject, text, html FROM message")
    assert row is not None
    assert "почта" not in str(row).casefold()


async def test_a_trial_goes_everywhere_at_once_and_not_twice(
    desk: Desk, db: Settings, smtp: SmtpStand, watch: Watch
) -> None:
    use(db, smtp)
    vera = await person(desk)
    await wants(vera, Times(digest="hour", quiet_from="09:00", quiet_until="18:00"))
    await trial.send_one(vera)
    await run_jobs()
    assert len(smtp.letters) == 1
    assert await told() == [("vera", "try")]
    with pytest.raises(Exception, match="half a minute"):
        await trial.send_one(vera)
