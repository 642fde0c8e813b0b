"""Letters: what is in them, and that nothing which people write can become a header."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from okno.clock import from_us
from okno.db import execute, fetch, fetch_one
from okno.notify import ConsoleMailer, Letter, Refusal, SmtpMailer, outbox, settle as settle_mail
from okno.notify.letters import wire
from okno.settings import Mail, Settings
from okno.tickets import move
from tests.notify.desk import Desk, run_jobs, settle
from tests.stands.smtp import SmtpStand

LETTER = Letter(
    to="vera@example.test",
    to_name="Вера Климова",
    sender="okno@example.test",
    sender_name="Окно",
    subject="[№ 10427] Почта",
    text="Здравствуйте.\n",
    message_id="<okno.1.2@desk.example.test>",
    thread_id="<okno.ticket.10427@desk.example.test>",
    date=from_us(1_750_000_000_000_000),
)


def parsed(letter: Letter) -> EmailMessage:
    """The letter as its receiver reads it."""
    message = message_from_bytes(wire(letter).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_headers_that_keep_robots_quiet_and_threads_together() -> None:
    message = parsed(LETTER)
    assert message["Message-ID"] == LETTER.message_id
    assert message["References"] == LETTER.thread_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == LETTER.subject
    assert message["To"].addresses[0].display_name == "Вера Климова"
    assert message.get_content().strip() == "Здравствуйте."


hostile = st.text(alphabet=st.sampled_from('ab \r\n,;<>@:"()\\\x00\u2028я'), max_size=40)


@given(name=hostile, subject=hostile)
def test_nothing_that_people_write_becomes_a_header_or_a_recipient(name: str, subject: str) -> None:
    message = parsed(replace(LETTER, to_name=name, sender_name=name, subject=f"{subject}\r\nBcc: x@evil.test"))
    assert sorted(message.keys()) == sorted(parsed(LETTER).keys())
    assert [one.addr_spec for one in message["To"].addresses] == [LETTER.to]
    assert [one.addr_spec for one in message["From"].addresses] == [LETTER.sender]


@pytest.mark.parametrize(
    "address", ["a@b.test\r\nBcc: x@evil.test", "a,x@evil.test", "<a>@b.test", "nobody", "я@b.test"]
)
async def test_an_address_that_is_none_is_refused_for_good(address: str) -> None:
    with pytest.raises(Refusal):
        await SmtpMailer(Mail(host="127.0.0.1", port=1)).send(replace(LETTER, to=address))


def test_a_cyrillic_domain_is_written_in_ascii() -> None:
    assert parsed(replace(LETTER, to="vera@почта.рф"))["To"].addresses[0].domain == "xn--80a1acny.xn--p1ai"


# Sending ------------------------------------------------------------------------------------------------------


def use(db: Settings, smtp: SmtpStand) -> None:
    """Sends by the stand."""
    settle_mail(db, SmtpMailer(Mail(host=smtp.host, port=smtp.port, sender="okno@example.test")))


async def one_letter(desk: Desk) -> None:
    """A letter to Vera waits."""
    ticket = await desk.order()
    await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await settle()


async def due_again() -> None:
    """Makes put-off jobs due now."""
    await execute("UPDATE job SET run_at = 0, lease_until = 0")


async def test_a_letter_arrives_in_the_language_of_its_reader(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    await one_letter(desk)
    assert await run_jobs() == 1
    (letter,) = smtp.letters
    assert letter.recipients == ("vera@example.test",)
    assert "№" in letter.message["Subject"]
    assert "Тимур Хасанов" in letter.text
    assert f"{db.own_url}/tickets/" in letter.text
    row = await fetch_one("SELECT state, attempts, error FROM message")
    assert row == {"state": "sent", "attempts": 1, "error": None}
    assert await run_jobs() == 0


async def test_a_server_that_says_never_is_believed(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    smtp.refuse = 550
    await one_letter(desk)
    await run_jobs()
    row = await fetch_one("SELECT state, error FROM message")
    assert row is not None
    assert row["state"] == "failed"
    assert "550" in row["error"]
    assert await fetch("SELECT id FROM job WHERE name = 'mail.send'") == []


async def test_a_server_that_says_later_gets_it_later(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    smtp.refuse = 451
    await one_letter(desk)
    await run_jobs()
    row = await fetch_one("SELECT state, attempts FROM message")
    assert row == {"state": "waiting", "attempts": 1}
    smtp.refuse = None
    await due_again()
    await run_jobs()
    assert len(smtp.letters) == 1
    assert (await fetch_one("SELECT state FROM message")) == {"state": "sent"}


async def test_a_repeat_after_a_cut_line_has_the_same_message_id(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    smtp.drop_after_data = True
    await one_letter(desk)
    await run_jobs()
    smtp.drop_after_data = False
    await due_again()
    await run_jobs()
    ids = [letter.message["Message-ID"] for letter in smtp.letters]
    dates = {str(letter.message["Date"]) for letter in smtp.letters}
    assert len(ids) == 2
    assert len(set(ids)) == len(dates) == 1


async def test_a_letter_that_was_sent_is_not_sent_by_a_job_that_comes_back(
    desk: Desk, db: Settings, smtp: SmtpStand
) -> None:
    use(db, smtp)
    await one_letter(desk)
    row = await fetch_one("SELECT id FROM message")
    assert row is not None
    await outbox.send({"message": row["id"]})
    await outbox.send({"message": row["id"]})
    assert len(smtp.letters) == 1


async def test_no_mail_server_at_all_is_only_a_delay(desk: Desk, db: Settings) -> None:
    settle_mail(db, SmtpMailer(Mail(host="127.0.0.1", port=1)))
    await one_letter(desk)
    await run_jobs()
    assert (await fetch_one("SELECT state FROM message")) == {"state": "waiting"}


async def test_the_last_try_settles_the_letter(desk: Desk, db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ATTEMPTS", 1)
    settle_mail(db, SmtpMailer(Mail(host="127.0.0.1", port=1)))
    await one_letter(desk)
    await run_jobs()
    assert (await fetch_one("SELECT state FROM message")) == {"state": "failed"}


async def test_who_has_no_address_gets_a_notice_only(desk: Desk) -> None:
    await execute("UPDATE person SET mail = ''")
    await one_letter(desk)
    assert await fetch("SELECT id FROM message") == []
    assert await fetch("SELECT id FROM job WHERE name = 'mail.send'") == []


async def test_a_password_is_used_when_one_is_set() -> None:
    with SmtpStand(account=("okno", "s3cret")) as stand:
        mail = Mail(host=stand.host, port=stand.port, user="okno", password="s3cret")
        await SmtpMailer(mail).send(LETTER)
        assert len(stand.letters) == 1
        with pytest.raises(Exception, match=r"535|[Aa]uthentication"):
            await SmtpMailer(mail.model_copy(update={"password": "wrong"})).send(LETTER)


def test_without_a_host_letters_go_to_the_log(tmp_path: Path) -> None:
    settle_mail(Settings(home=tmp_path))
    assert isinstance(outbox._Post.mailer, ConsoleMailer)
    asyncio.run(ConsoleMailer().send(LETTER))
