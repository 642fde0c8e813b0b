"""The editor of a lifecycle: its states, and the ways between them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import RIGHTS
from okno.catalog.difference import identity
from okno.catalog.guards import guards
from okno.catalog.model import Lifecycle
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase, pick
from okno.themes.contexts import FieldView
from okno.themes.editor import PartList, PartRow
from okno.web.catalog_kinds import PAGES
from okno.web.catalog_words import title_of
from okno.web.item_form import Entry, pair, views
from okno.web.kind_forms import NEEDS, TITLE
from okno.web.kind_screen import FormScreen, KindState, Part
from okno.web.member_screen import ListWords, MemberScreen
from okno.web.service_screen import members

PHASES: Mapping[str, Phrase] = {
    "open": N_("Open: the clock runs"),
    "paused": N_("Paused: the clock stands"),
    "done": N_("Done: the requester is asked"),
    "closed": N_("Closed: it is over"),
}
PAUSES: Mapping[str, Phrase] = {
    "requester": N_("For the requester"),
    "approval": N_("For approval"),
    "supplier": N_("For a supplier"),
    "plan": N_("For a planned day"),
}
GLYPHS: Mapping[str, Phrase] = {
    "new": N_("New"),
    "progress": N_("In progress"),
    "wait": N_("Waiting"),
    "pause": N_("Pause"),
    "done": N_("Done"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
SIDES: Mapping[str, Phrase] = {
    "agent": N_("The team"),
    "requester": N_("The requester"),
    "rule": N_("The server, by rule"),
}
ASKS: Mapping[str, Phrase] = {
    "none": N_("No words"),
    "optional": N_("Words if one likes"),
    "required": N_("Words are required"),
}
_USUAL = {"open": "progress", "paused": "wait", "done": "done", "closed": "closed"}


class LifecycleScreen(FormScreen):
    """A page of the editor of a lifecycle."""

    kind = "lifecycle"

    def page_of(self, path: tuple[str | int, ...]) -> str:
        """States and ways have pages of their own."""
        if len(path) > 1 and path[0] in ("states", "transitions") and isinstance(path[1], int):
            found = members(self.body, str(path[0]))
            if path[0] == "transitions":
                return f"{self.here}/ways/{path[1]}"
            if path[1] < len(found):
                return f"{self.here}/states/{identity(found[path[1]])}"
        return super().page_of(path)


class LifecycleForm(LifecycleScreen, MemberScreen):
    """A lifecycle: days, states and ways."""

    part = "states"
    usual = "state"
    words = ListWords(
        title=N_("States"),
        empty=N_("No state yet."),
        add_title=N_("Another state"),
        add=N_("Add the state"),
        added=N_("The state is added. Describe it, then a way that leads to it"),
        dropped=N_("The state is taken out"),
    )

    @property
    def base(self) -> str:
        """Where the states have their pages."""
        return f"{self.here}/states"

    def parts(self) -> Sequence[Part]:
        """Title, where it begins, and two numbers of days."""
        states = [(key, title) for key, title in _states(self.body, self.t.locale)]
        return (
            Part("naming", N_("Name"), (TITLE,)),
            Part(
                "days",
                N_("Course"),
                (
                    Entry("list", "start", N_("First state"), options=states, needed=True),
                    Entry(
                        "number",
                        "auto_close_days",
                        N_("Days until it closes itself"),
                        N_("Working days in which the requester may object to what is done."),
                        needed=True,
                    ),
                    Entry(
                        "number",
                        "reopen_days",
                        N_("Days to reopen"),
                        N_("Working days after that; later a new request is made, linked to this one."),
                    ),
                ),
            ),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """What is left out as usual is shown all the same."""
        return {"reopen_days": Lifecycle.reopen_days, **body}

    def made(self, key: str) -> dict[str, Any]:
        """A state of the chosen phase."""
        title, phase = pair(self, "new.title"), self.text("new.phase", "open")
        glyph = _USUAL.get(phase, "progress")
        return {"key": key, "title": title, "requester": title, "glyph": glyph, "phase": phase}

    def row(self, member: dict[str, Any], _body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """Its phase, and what the requester reads."""
        t, phase = self.t, str(member.get("phase"))
        tags = [t.say(PHASES[phase])] if phase in PHASES else []
        said = member.get("requester")
        line = t.say(N_("The requester reads: %(words)s", words=pick(said, t.locale))) if isinstance(said, dict) else ""
        return {"done": "check", "closed": "lock", "paused": "pause"}.get(phase, "activity"), line, tags

    def asked(self) -> Sequence[FieldView]:
        """Title and phase."""
        typed = {
            "title": {locale: self.text(f"new.title.{locale}") for locale in ("ru", "en")},
            "phase": self.text("new.phase", "open"),
        }
        entries = (TITLE, Entry("list", "phase", N_("Phase"), options=_said(PHASES, self), needed=True))
        return views(entries, typed, self.t, self.errors, prefix="new.")

    async def act(self) -> Response | None:
        """A button of one of the lists, or the form."""
        doing, _, which = self.text("act").partition(":way-")
        if self.text("act") == "add:way":
            return await self._add_way()
        if which.isascii() and which.isdigit() and len(which) < 4:
            return await self._move_way(doing, int(which))
        return await self.member_act() or await super().act()

    async def _add_way(self) -> Response:
        body = self.body
        ways = members(body, "transitions")
        start = str(body.get("start", ""))
        made = {"from": [start], "to": start, "title": {"ru": "Новый шаг", "en": "New step"}, "who": ["agent"]}
        body["transitions"] = [*ways, made | {"right": "ticket.handle"}]
        return await self.keep(body, f"{self.here}/ways/{len(ways)}", N_("Say from where to where the way leads"))

    async def _move_way(self, doing: str, index: int) -> Response:
        body = self.body
        ways = members(body, "transitions")
        if index >= len(ways):
            raise Invalid({"act": N_("This is not in the list any more. Look at the page anew.")})
        said = N_("Moved")
        if doing == "drop":
            del ways[index]
            said = N_("The way is taken out")
        if doing == "copy":
            ways.insert(index, copy.deepcopy(ways[index]))
            said = N_("Copied")
        other = index + (-1 if doing == "up" else 1)
        if doing in ("up", "down") and 0 <= other < len(ways):
            ways[index], ways[other] = ways[other], ways[index]
        body["transitions"] = ways
        return await self.keep(body, f"{self.here}#transitions", said)

    def lists(self, body: dict[str, Any]) -> tuple[PartList, ...]:
        """The states, and the ways between them."""
        t = self.t
        ways = members(body, "transitions")
        return (
            self.part_list(body, ("states",)),
            PartList(
                id="transitions",
                title=t.say(N_("Ways")),
                help=t.say(N_("The buttons of a request, in their order: the first one is the main one.")),
                empty=t.say(N_("No way yet.")),
                rows=tuple(self._way(body, index, way, len(ways)) for index, way in enumerate(ways)),
                add_title=t.say(N_("Another way")),
                add_label=t.say(N_("Add a way")),
                add=(),
                add_act="add:way",
            ),
        )

    def _way(self, body: dict[str, Any], index: int, way: dict[str, Any], count: int) -> PartRow:
        names = dict(_states(body, self.t.locale))
        origins = ", ".join(names.get(str(key), str(key)) for key in way.get("from") or ())
        goal = names.get(str(way.get("to")), str(way.get("to", "")))
        at = ("transitions", index)
        return PartRow(
            key=f"way-{index}",
            title=title_of(way, "—", self.t.locale),
            href=f"{self.here}/ways/{index}",
            icon="arrow-right",
            line=f"{origins} → {goal}",
            tags=tuple(self.t.say(SIDES[str(who)]) for who in way.get("who") or () if str(who) in SIDES),
            flaws=tuple(self.flaw_view(flaw, body) for flaw in self.flaws if flaw.path[:2] == at),
            first=index == 0,
            last=index == count - 1,
        )


class MemberForm(LifecycleScreen):
    """One member of a list of the lifecycle."""

    part = ""

    def place(self, body: dict[str, Any]) -> int:
        """Its index in the list. Raises NotFound."""
        raise NotImplementedError

    async def load(self) -> None:
        """Finds the member."""
        await super().load()
        self.place(self.body)

    @property
    def at(self) -> tuple[str | int, ...]:
        """Its place in the body."""
        return self.part, self.place(self.body)

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """The member alone."""
        return dict(members(body, self.part)[self.place(body)])

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Put the member back."""
        found = members(body, self.part)
        found[self.place(body)] = shown
        body[self.part] = found


class StateForm(MemberForm):
    """One state."""

    part = "states"
    heading: Phrase = N_("State")

    @property
    def landing(self) -> str:
        """The address of this page."""
        return f"{self.here}/states/{self.params['state']}"

    @property
    def up(self) -> tuple[str, str]:
        """The list of states."""
        return f"{self.here}#states", self.t.say(N_("States"))

    def place(self, body: dict[str, Any]) -> int:
        """By its key."""
        for index, one in enumerate(members(body, "states")):
            if identity(one) == self.params["state"]:
                return index
        raise NotFound

    def parts(self) -> Sequence[Part]:
        """Its words, its sign, and what the clock does."""
        said = Entry("texts", "requester", N_("Title for the requester"), needed=True, max_chars=120)
        return (
            Part("naming", N_("Name"), (TITLE, said)),
            Part(
                "clock",
                N_("Clock"),
                (
                    Entry("choice", "phase", N_("Phase"), options=_said(PHASES, self), needed=True),
                    Entry("list", "pause", N_("What it waits for"), N_("When paused."), _said(PAUSES, self)),
                    Entry("list", "glyph", N_("Sign"), options=_said(GLYPHS, self), needed=True),
                ),
            ),
        )


class WayForm(MemberForm):
    """One way."""

    part = "transitions"
    heading: Phrase = N_("Way")

    @property
    def landing(self) -> str:
        """The address of this page."""
        return f"{self.here}/ways/{self.params['way']}"

    @property
    def up(self) -> tuple[str, str]:
        """The list of ways."""
        return f"{self.here}#transitions", self.t.say(N_("Ways"))

    def place(self, body: dict[str, Any]) -> int:
        """By its number in the list."""
        text = str(self.params["way"])
        if not (text.isascii() and text.isdigit() and len(text) < 4) or int(text) >= len(members(body, "transitions")):
            raise NotFound
        return int(text)

    def parts(self) -> Sequence[Part]:
        """From where to where, its button, who may go it."""
        states = _states(self.body, self.t.locale)
        rights = [
            (key, pick(right.title, self.t.locale))
            for key, right in RIGHTS.items()
            if key.startswith("ticket.") and key != "ticket.emergency"
        ]
        return (
            Part("naming", N_("Button"), (TITLE,)),
            Part(
                "way",
                N_("Way"),
                (
                    Entry("many", "from", N_("From"), options=states, needed=True),
                    Entry("list", "to", N_("To"), options=states, needed=True),
                ),
            ),
            Part(
                "who",
                N_("Who goes it"),
                (
                    Entry("many", "who", N_("Who"), options=_said(SIDES, self), needed=True),
                    Entry("list", "right", N_("Right"), N_("The server needs none."), rights),
                    Entry("list", "asks", N_("Asks for words"), options=_said(ASKS, self)),
                ),
            ),
            *self._guarded(),
        )

    def _guarded(self) -> Sequence[Part]:
        """The checks of plugins; those that are named stay, though the plugin be gone."""
        known = {key: pick(guard.title, self.t.locale) for key, guard in guards().items()}
        named = members(self.body, self.part)[self.place(self.body)].get("guards")
        named = [str(key) for key in named] if isinstance(named, list) else []
        options = [*known.items(), *((key, key) for key in named if key not in known)]
        if not options:
            return ()
        help_ = N_("Each of them must agree before anybody goes this way.")
        return (Part("guards", N_("Checks of plugins"), (Entry("many", "guards", N_("Checks"), help_, options),)),)


class LifecycleState(KindState):
    """What the draft of a lifecycle changes."""

    kind = "lifecycle"


def _said(words: Mapping[str, Phrase], screen: FormScreen) -> list[tuple[str, str]]:
    return [(key, screen.t.say(phrase)) for key, phrase in words.items()]


def _states(body: dict[str, Any], locale: str) -> list[tuple[str, str]]:
    return [(identity(one) or "", title_of(one, identity(one) or "", locale)) for one in members(body, "states")]


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editor of a lifecycle, its states and ways, its own state."""
    path = f"{PAGES['lifecycle'].path}/{{key}}"
    return [
        page(path, LifecycleForm, needs=NEEDS),
        page(f"{path}/states/{{state}}", StateForm, needs=NEEDS),
        page(f"{path}/ways/{{way}}", WayForm, needs=NEEDS),
        page(f"{path}/state", LifecycleState, needs=NEEDS),
    ]
