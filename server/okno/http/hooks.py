"""What the door asks plugins: other ways to sign in, and whether a request says by itself who sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from okno.hooks import Context, First, Start
from okno.text import Phrase, Texts

Check = Callable[[Context, str, str], Awaitable[int | None]]
"""`async def check(ctx, login, password)`: the id of the person whose they are, or None."""


@dataclass(frozen=True)
class SignInMethod:
    """A way to sign in. `path` is a page of the plugin that a button leads to; `check` proves login and password.

    `check` is asked after the local password, of every attempt and within its limits, whether or not there is such a
    login: it must take as long for a wrong one.
    """

    key: str
    title: Phrase | Texts
    path: str | None = None
    check: Check | None = None


@Start.hook()
def sign_in_methods() -> Sequence[SignInMethod]:
    """The ways to sign in that the plugin adds.

    One with a `path` is a button on the page of signing in. One with a `check` is asked for a login and a password
    after the accounts that are kept here; the limits of attempts hold for it too.
    """
    raise NotImplementedError


@First.hook()
async def person_from_request(*, headers: Mapping[str, str], address: str, by_proxy: bool) -> int | None:
    """Who sends this request? The id of an active person, who is signed in by it; None: nobody known.

    Asked when a page is opened without a session, never of programs with a token. `headers` have names in small
    letters. Whoever reaches the server can write any header: believe one only when the request came `by_proxy`,
    through a trusted proxy that sets it itself, or when it is signed. A second factor is still asked for.
    """
