"""The second factor of an account: codes of a telephone (TOTP, RFC 6238) and recovery codes for when it is lost.

The shared secret is sealed in the database, for its person only. Each code opens once: the step of the last one is
kept, and moving it forward is one statement, so that of two who come with the same code at once one enters.
"""

from __future__ import annotations

import hmac
import re
import secrets
from pathlib import Path

import pyotp

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch_one, fetch_value, tx
from okno.errors import Invalid
from okno.events import record
from okno.people.events import RecoveryCodesMade, RecoveryCodeUsed, SecondFactorOff, SecondFactorOn
from okno.secret import seal, sign, unseal
from okno.text import N_

STEP_SECONDS = 30
WINDOW = 1
"""Codes of so many steps before and after the present one are taken: clocks differ, fingers are slow."""
CODES = 10
"""How many recovery codes a person gets at once."""
_DIGITS = re.compile(r"[0-9]{6}")
# Without letters and digits that are mistaken for one another. Ten of them are 49 bits.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"
_HALF = 5


def new_secret() -> str:
    """A new shared secret in base 32, as authenticators read it."""
    return pyotp.random_base32()


def link(secret: str, login: str, company: str) -> str:
    """The address that an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=company)


async def is_on(person_id: int) -> bool:
    """Whether signing in asks this person for a code."""
    return await since(person_id) is not None


async def since(person_id: int) -> int | None:
    """Since when it does, in microseconds UTC; None when it does not."""
    moment = await fetch_value(
        "SELECT confirmed_at FROM second_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL", person_id
    )
    return None if moment is None else int(moment)


async def turn_on(home: Path, person_id: int, *, secret: str, code: str) -> list[str]:
    """Switches the second factor of a person on and returns his recovery codes, which can't be shown again.

    Raises Invalid when the code is not that of the secret at this moment.
    """
    step = _step(secret, code)
    if step is None:
        raise Invalid({"code": N_("This code does not fit. Check the time on the phone and take the next code.")})
    now = now_us()
    async with tx():
        await execute(
            "INSERT INTO second_factor (person_id, secret, created_at, confirmed_at, last_step)"
            " VALUES ($1, $2, $3, $3, $4) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret,"
            " created_at = excluded.created_at, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step",
            person_id,
            seal(home, _purpose(person_id), secret),
            now,
            step,
        )
        await record(SecondFactorOn(stream_id=person_id, actor_id=person_id))
        return await _make_codes(home, person_id)


async def turn_off(person_id: int, *, actor_id: int | None) -> bool:
    """Switches the second factor of a person off; False when it was not on."""
    async with tx():
        await execute("DELETE FROM recovery_code WHERE person_id = $1", person_id)
        if not await execute("DELETE FROM second_factor WHERE person_id = $1", person_id):
            return False
        await record(SecondFactorOff(stream_id=person_id, actor_id=actor_id))
    return True


async def new_codes(home: Path, person_id: int) -> list[str]:
    """New recovery codes instead of the old ones."""
    async with tx():
        return await _make_codes(home, person_id)


async def codes_left(person_id: int) -> int:
    """How many recovery codes are not used yet."""
    found = await fetch_value(
        "SELECT count(*) AS n FROM recovery_code WHERE person_id = $1 AND used_at IS NULL", person_id
    )
    return int(found)


async def accept(home: Path, person_id: int, typed: str) -> bool:
    """Whether this is a code of the person, or a recovery code; then it is used up."""
    plain = "".join(typed.split()).lower().replace("-", "")
    if _DIGITS.fullmatch(plain):
        return await _accept_code(home, person_id, plain)
    return await _accept_recovery(home, person_id, plain)


async def _accept_code(home: Path, person_id: int, code: str) -> bool:
    row = await fetch_one(
        "SELECT secret FROM second_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL", person_id
    )
    step = _step(unseal(home, _purpose(person_id), row["secret"]), code) if row is not None else None
    if step is None:
        return False
    moved = await execute(
        "UPDATE second_factor SET last_step = $1 WHERE person_id = $2 AND last_step < $1", step, person_id
    )
    return moved == 1


async def _accept_recovery(home: Path, person_id: int, plain: str) -> bool:
    async with tx():
        used = await execute(
            "UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND hash = $3 AND used_at IS NULL",
            now_us(),
            person_id,
            _hash(home, person_id, plain),
        )
        if used:
            await record(RecoveryCodeUsed(stream_id=person_id, actor_id=person_id))
    return used == 1


async def _make_codes(home: Path, person_id: int) -> list[str]:
    plain = ["".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF)) for _ in range(CODES)]
    await execute("DELETE FROM recovery_code WHERE person_id = $1", person_id)
    for code in plain:
        await execute(
            "INSERT INTO recovery_code (person_id, hash) VALUES ($1, $2)", person_id, _hash(home, person_id, code)
        )
    await record(RecoveryCodesMade(stream_id=person_id, actor_id=person_id))
    return [f"{code[:_HALF]}-{code[_HALF:]}" for code in plain]


def _step(secret: str, code: str) -> int | None:
    """The newest step whose code this is, of those that are taken now."""
    clock, present = pyotp.TOTP(secret), now_us() // (STEP_SECONDS * SECOND_US)
    plain = "".join(code.split())
    fitting = [
        step
        for step in range(present - WINDOW, present + WINDOW + 1)
        if hmac.compare_digest(clock.generate_otp(step).encode(), plain.encode("utf-8", "replace"))
    ]
    return max(fitting, default=None)


def _hash(home: Path, person_id: int, plain: str) -> str:
    # With the key of the installation: 49 bits alone could be tried out by whoever has a copy of the database.
    return sign(home, "recovery code", f"{person_id} {plain}")


def _purpose(person_id: int) -> str:
    return f"second factor of {person_id}"
