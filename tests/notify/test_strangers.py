"""Letters to addresses that strangers have typed."""

from __future__ import annotations

import pytest

from okno import notify
from okno.errors import Invalid
from okno.notify.strangers import mail_address, write_to
from okno.settings import Mail, Settings
from okno.text import N_
from tests.stands.smtp import SmtpStand


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "@okno.test",
        "a@",
        "a@okno.test,b@okno.test",
        "a@okno.test b@okno.test",
        "a@okno.test\r\nBcc: b@okno.test",
        "<a@okno.test>",
        "Anna <a@okno.test>",
        "a@b@okno.test",
        "анна@okno.test",
    ],
)
def test_what_is_no_single_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        mail_address(typed)


def test_an_address_is_one_however_it_is_written() -> None:
    assert mail_address(" Anna@OKNO.test ") == "anna@okno.test"
    assert mail_address("anna@почта.test") == "anna@xn--80a1acny.test"


async def test_a_letter_has_fixed_words_and_one_id(settings: Settings, smtp: SmtpStand) -> None:
    notify.settle(settings.model_copy(update={"mail": Mail(host=smtp.host, port=smtp.port, sender="desk@okno.test")}))
    words = {"subject": N_("Request"), "parts": (N_("Received"),), "link": N_("Open the request"), "locale": "ru"}
    for _ in range(2):
        await write_to("anna@okno.test", key="one", path="/x/trial/1", **words)
    first, second = smtp.letters
    assert first.recipients == ("anna@okno.test",)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert "/x/trial/1" in first.text
    with pytest.raises(ValueError, match="written in the code"):
        await write_to("anna@okno.test", key="two", path="/", **{**words, "subject": N_("%(x)s", x="Buy pills")})
    assert len(smtp.letters) == 2
