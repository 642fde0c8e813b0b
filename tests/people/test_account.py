"""Passwords that everybody tries first are none."""

from __future__ import annotations

import pytest

from okno import people
from okno.errors import Invalid, Refused
from okno.people.account import check_password
from okno.people.weak import is_weak
from okno.settings import Settings


@pytest.mark.parametrize(
    "password",
    [
        "password", "Password1", "P@ssw0rd", "qwerty123", "Qwerty!234", "1q2w3e4r", "1qaz2wsx", "12345678",
        "0987654321", "aaaaaaaa", "12121212", "йцукенгш", "йцукен123", "Пароль123", "gfhjkm123", "gfhjkm2026!",
        "ghbdtn123", "Привет123", "Лето2026!", "winter2026", "январь2026", "admin123", "administrator", "zxcvbnm,",
        "asdfghjkl", "фывапролд", "letmein!!", "okno2026", "окно2026!", "iloveyou1", "abcdefgh",
    ],
)  # fmt: skip
def test_the_usual_ones_are_refused(password: str) -> None:
    """In Latin, in Russian, and in Russian typed with the Latin keyboard; with a year and a mark after them."""
    with pytest.raises(Invalid) as refused:
        check_password(password, login="anna")
    assert "password" in refused.value.fields


@pytest.mark.parametrize("password", ["ivan.petrov", "Petrov1980", "IVAN.PETROV!", "vortep.navi", "ivanpetrov1"])
def test_the_login_is_no_password(password: str) -> None:
    """Nor a part of it, nor backwards, nor with a number after it."""
    with pytest.raises(Invalid):
        check_password(password, login="ivan.petrov")


@pytest.mark.parametrize(
    "password",
    [
        "a long enough password",
        "Лесная-5-214",
        "correct horse battery",
        "k3hd-9xvq-2mnp",
        "трава у дома",
        "petrovka 38!",
    ],
)
def test_others_are_taken(password: str) -> None:
    """A word in it makes none of them weak."""
    check_password(password, login="ivan.petrov")


def test_the_owner_of_the_server_decides_himself() -> None:
    """Who sets a password at the command line is told, not refused."""
    check_password("password123")
    assert is_weak("password123", "anna")


async def test_whoever_was_forgotten_gets_no_password(db: Settings) -> None:
    """Neither a password nor his access: what was erased does not come back."""
    gone = await people.create(login="gone", name="Ушедший")
    await people.change(gone, {"active": False}, actor_id=None)
    await people.forget_person(gone, actor_id=None, reason="x", locale="ru")
    for work in (
        people.change(gone, {"active": True}, actor_id=None),
        people.change(gone, {"name": "Опять Он"}, actor_id=None),
        people.set_password(gone, "a long enough password"),
    ):
        with pytest.raises(Refused):
            await work
    assert not (await people.required(gone)).active
