"""The SMTP stand and its switches, as a client meets them."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.stands.smtp import SmtpStand


@pytest.fixture
def letter() -> EmailMessage:
    """A letter with Russian text."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@example.test", "anna@example.test", "Заявка принята"
    message.set_content("Здравствуйте, Анна")
    return message


def test_a_letter_is_kept(smtp: SmtpStand, letter: EmailMessage) -> None:
    """Text, subject and recipients can be read."""
    with smtplib.SMTP(smtp.host, smtp.port, timeout=10) as client:
        client.send_message(letter)
    (kept,) = smtp.wait()
    assert (kept.text.strip(), kept.message["Subject"]) == ("Здравствуйте, Анна", "Заявка принята")
    assert smtp.to("anna@example.test") == [kept]


def test_a_letter_is_refused(smtp: SmtpStand, letter: EmailMessage) -> None:
    """For as long as the switch says so."""
    smtp.refuse = 451
    with smtplib.SMTP(smtp.host, smtp.port, timeout=10) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
        client.send_message(letter)
    assert smtp.letters == []


def test_the_line_is_cut_after_the_letter_was_taken(smtp: SmtpStand, letter: EmailMessage) -> None:
    """The sender cannot know that the letter arrived."""
    smtp.drop_after_data = True
    client = smtplib.SMTP(smtp.host, smtp.port, timeout=10)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(letter)
    client.close()
    assert len(smtp.letters) == 1


def test_a_password_is_asked_for(letter: EmailMessage) -> None:
    """With an account, a wrong password gets nothing through."""
    with SmtpStand(account=("okno", "secret")) as stand, smtplib.SMTP(stand.host, stand.port, timeout=10) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("okno", "wrong")
        client.login("okno", "secret")
        client.send_message(letter)
        assert len(stand.letters) == 1
