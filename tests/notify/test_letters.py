"""Letters: what is in them, and that nothing which people write can become a header."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from jinja2 import TemplateNotFound

from okno import people
from okno.clock import from_us
from okno.db import execute, fetch, fetch_one
from okno.notify import ConsoleMailer, Letter, Refusal, SmtpMailer, leave, outbox, sending, settle as settle_mail
from okno.notify.hooks import MessageText
from okno.notify.letters import wire
from okno.notify.post import inert
from okno.settings import Mail, Settings
from okno.text import Phrase
from okno.themes.letters import LetterView, write
from okno.tickets import comment, move, watch
from tests.guests import broken, with_plugin
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


async def test_a_plugin_has_the_last_word_in_a_letter(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    async def message_text(_: object, text: MessageText, *, channel: str, kind: str) -> MessageText:
        return MessageText(f"{text.subject}\r\nBcc: x@evil.test", f"{text.text}\n{channel} {kind}", "")

    use(db, smtp)
    await one_letter(desk)
    with with_plugin(message_text=message_text):
        assert await run_jobs() == 1
    (letter,) = smtp.letters
    assert letter.text.strip().splitlines()[-1].startswith("mail ")
    assert letter.recipients == ("vera@example.test",)
    assert letter.message["Bcc"] is None


async def test_a_plugin_that_fails_leaves_letters_as_they_are(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    await one_letter(desk)
    with with_plugin(message_text=broken):
        assert await run_jobs() == 1
    assert "Тимур Хасанов" in smtp.letters[0].text


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
    await sending.send({"message": row["id"]})
    await sending.send({"message": row["id"]})
    assert len(smtp.letters) == 1


async def test_no_mail_server_at_all_is_only_a_delay(desk: Desk, db: Settings) -> None:
    settle_mail(db, SmtpMailer(Mail(host="127.0.0.1", port=1)))
    await one_letter(desk)
    await run_jobs()
    assert (await fetch_one("SELECT state FROM message")) == {"state": "waiting"}


async def test_the_last_try_settles_the_letter(desk: Desk, db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "ATTEMPTS", 1)
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


# Both parts, and the theme ------------------------------------------------------------------------------------


def html_of(message: EmailMessage) -> str:
    """The part that mail programs show."""
    part = message.get_body(("html",))
    assert part is not None
    content: str = part.get_content()
    return content


async def test_both_parts_say_the_same_and_lead_to_the_request(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    ticket = await desk.order("<b>Почта</b> & мир")
    started = await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await comment(desk.timur, started.number, text="<script>x</script>\nВторая строка", visibility="public")
    await settle()
    await run_jobs()
    words, answer = smtp.letters[0].message, smtp.letters[1].message
    assert "Тимур Хасанов" in html_of(words)
    assert "&lt;b&gt;Почта&lt;/b&gt; &amp; мир" in html_of(words)
    assert "<script>" not in html_of(answer)
    assert "&lt;script&gt;x&lt;/script&gt;<br>Вторая строка" in html_of(answer)
    assert "> <script>x</script>" in smtp.letters[1].text
    for message in (words, answer):
        assert f'href="{db.own_url}/tickets/{ticket.number}"' in html_of(message)
        assert html_of(message).count("<a ") == 1, "no links of what people write"


async def test_letters_about_one_request_make_one_thread_and_one_list(
    desk: Desk, db: Settings, smtp: SmtpStand
) -> None:
    use(db, smtp)
    ticket = await desk.order()
    started = await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await comment(desk.timur, started.number, text="Проверьте.", visibility="public")
    await settle()
    await run_jobs()
    first, second = (one.message for one in smtp.letters)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["List-Id"] == second["List-Id"] == "<requests.okno.127.0.0.1>"
    assert first["List-Unsubscribe"] is None, "what one has ordered is not left by a click"


async def test_what_one_follows_is_left_by_one_click(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    long = db.model_copy(update={"base_url": "https://" + "a-very-long-name-of-a-host." * 4 + "example.test"})
    settle_mail(long, SmtpMailer(Mail(host=smtp.host, port=smtp.port)))
    ticket = await desk.order()
    await watch.add(desk.timur, ticket.number, "lena")
    await settle()
    await run_jobs()
    (letter,) = smtp.to("lena@example.test")
    href = leave.href(long, desk.lena.id, "following")
    assert letter.message["List-Unsubscribe"] == f"<{href}>"
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert href in letter.text
    assert href in html_of(letter.message)


def test_long_addresses_and_ids_are_neither_broken_nor_encoded() -> None:
    host = "a-very-long-name-of-a-host." * 5 + "example.test"
    href, thread = f"https://{host}/letters/7-following-{'0' * 32}", f"<okno.ticket.1@{host}>"
    raw = wire(replace(LETTER, leave_href=href, thread_id=thread, list_id=f"<following.{host}>")).as_bytes()
    for line in (f"List-Unsubscribe: <{href}>", f"References: {thread}", f"List-Id: <following.{host}>"):
        assert f"\r\n{line}\r\n".encode() in raw


async def test_a_theme_writes_letters_its_own_way(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    """What it has not is that of the default theme; what people write is escaped all the same."""
    folder = db.home / "themes" / "winter"
    (folder / "templates" / "letters").mkdir(parents=True)
    (folder / "theme.toml").write_text('name = "winter"\n', "utf-8")
    letter = folder / "templates" / "letters" / "letter.html"
    letter.write_text("<h1>Winter</h1><p>{{ letter.about }}</p>", "utf-8")
    settle_mail(db.model_copy(update={"theme": "winter"}), SmtpMailer(Mail(host=smtp.host, port=smtp.port)))
    ticket = await desk.order("<i>Снег</i>")
    await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await settle()
    await run_jobs()
    (sent,) = smtp.letters
    assert html_of(sent.message).strip() == "<h1>Winter</h1><p>&lt;i&gt;Снег&lt;/i&gt;</p>"
    assert f"{db.own_url}/tickets/{ticket.number}" in sent.text


def test_a_plain_template_never_gets_into_an_html_one(tmp_path: Path) -> None:
    folder = tmp_path / "themes" / "sly"
    (folder / "templates" / "letters").mkdir(parents=True)
    (folder / "theme.toml").write_text('name = "sly"\n', "utf-8")
    (folder / "templates" / "letters" / "letter.html").write_text('{% include "letter.txt" %}', "utf-8")
    with pytest.raises(TemplateNotFound):
        write(LetterView(company="Okno", lead="<b>"), theme="sly", locale="en", home=tmp_path)


# One's own account --------------------------------------------------------------------------------------------


async def test_the_old_address_is_told_of_a_changed_one(desk: Desk, db: Settings, smtp: SmtpStand) -> None:
    use(db, smtp)
    await people.change(desk.vera.id, {"mail": "new@example.test"}, actor_id=desk.timur.id)
    await settle()
    await run_jobs()
    (letter,) = smtp.to("vera@example.test")
    assert "new@example.test" not in letter.text + html_of(letter.message)
    assert "vera" in letter.text
    assert letter.message["List-Id"] is None
    await people.change(desk.vera.id, {"title": "Инженер"}, actor_id=desk.timur.id)
    await people.change(desk.vera.id, {"mail": "new@example.test"}, actor_id=desk.timur.id)
    await run_jobs()
    assert len(smtp.to("vera@example.test")) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ivan https://evil.test/x", "Ivan https:\u2060//evil\u2060.test/x"),
        ("www.evil.test", "www\u2060.evil\u2060.test"),
        ("me@evil.test", "me\u2060@evil\u2060.test"),
        ("и" * 300, "и" * 100),
        ("Иванов И. И.", "Иванов И. И."),
    ],
)
def test_names_make_no_links_in_letters_about_accounts(name: str, said: str) -> None:
    told = inert(Phrase("%(who)s is in the team", {"who": name, "login": "ivan.petrov"}))
    assert told.params == {"who": said, "login": "ivan.petrov"}, "a login is typed again"
