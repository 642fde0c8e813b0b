"""Messages of channels that failed or are held: why, and what can be done, without a word of what they say."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.channels import quarantine
from okno.channels.quarantine import HeldMessage
from okno.channels.reasons import WORDS
from okno.channels.registry import title
from okno.clock import from_us
from okno.errors import NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase, plural
from okno.themes.contexts import ChipView
from okno.themes.messages import AdminMessagesPage, HeldView
from okno.web.shell import Screen

PATH = "/admin/messages"
PAGE = 50
_WAYS: dict[str, Phrase] = {"in": N_("Came in"), "out": N_("Did not arrive")}
_DONE: dict[str, Phrase] = {
    "release": N_("The message is let through"),
    "retry": N_("It is tried again now"),
    "drop": N_("The message is dropped"),
}


class Messages(Screen):
    """The page, and what can be done about each line."""

    section = "messages"

    @property
    def way(self) -> str:
        """Which messages are looked at."""
        return "out" if "out" in (self.query.get("way"), self.text("way")) else "in"

    async def act(self) -> Response:
        """Lets through, tries again or drops what the form names."""
        number, act = _number(self.text("id")), self.text("act")
        if number is None or act not in _DONE:
            raise NotFound
        if act == "release":
            done = await quarantine.release(self.actor, number)
        elif act == "retry":
            done = await quarantine.retry(self.actor, self.way, number)
        else:
            done = await quarantine.drop(self.actor, self.way, number)
        said = _DONE[act] if done else N_("This has been dealt with meanwhile")
        return self.go(f"{PATH}?way={self.way}", self.t.say(said))

    async def context(self) -> AdminMessagesPage:
        """The page."""
        found = await quarantine.held(
            self.actor, self.way, before=_number(self.query.get("before", "")), limit=PAGE + 1
        )
        shown = found[:PAGE]
        return AdminMessagesPage(
            way=self.way,
            ways=tuple(
                ChipView(href=f"{PATH}?way={way}", label=self.t.say(label), current=way == self.way)
                for way, label in _WAYS.items()
            ),
            rows=tuple(self._view(one) for one in shown),
            next_href=f"{PATH}?way={self.way}&before={shown[-1].id}" if len(found) > PAGE else "",
        )

    def _view(self, one: HeldMessage) -> HeldView:
        waits = one.state in ("stored", "parsed")
        where = ", ".join(part for part in (title(one.channel, self.t.locale), one.endpoint) if part)
        who = (one.address if one.seen else masked(one.address)) or self.t.say(N_("sender not known"))
        return HeldView(
            id=one.id,
            icon="clock" if waits else "circle-alert" if one.state == "failed" else "eye-off",
            title=f"{where}: {who}",
            why=self.t.say(WORDS[one.reason]) if one.reason in WORDS else one.reason,
            facts=self._facts(one),
            error=one.error,
            number=str(one.ticket_id) if one.seen and one.ticket_id is not None else "",
            waits=waits,
            can_release=one.can_release and not waits,
        )

    def _facts(self, one: HeldMessage) -> tuple[str, ...]:
        facts = [self.t.moment(from_us(one.at))]
        if one.size:
            facts.append(self.t.size(one.size))
        if one.attempts > 1:
            facts.append(self.t.say(plural("%(n)s try", "%(n)s tries", one.attempts)))
        if one.next_at is not None and one.state in ("stored", "parsed"):
            facts.append(self.t.say(N_("next try %(when)s", when=self.t.moment(from_us(one.next_at)))))
        return tuple(facts)


def masked(address: str) -> str:
    """An address that tells where it belongs, but not whose it is."""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return f"{address[:2]}…" if address else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of messages."""
    return [page(PATH, Messages, needs=quarantine.RIGHT)]
