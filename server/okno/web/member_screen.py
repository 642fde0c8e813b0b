"""Lists inside an item, as the fields and steps of a service: adding, moving, copying, taking out, bringing back."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from okno.catalog.difference import identity
from okno.catalog.naming import key_from
from okno.errors import Invalid
from okno.text import N_, Phrase
from okno.themes.contexts import FieldView
from okno.themes.editor import GoneRow, PartList, PartRow
from okno.web.catalog_words import title_of
from okno.web.item_screen import ItemScreen
from okno.web.service_screen import members

MOST = 80


@dataclass(frozen=True)
class ListWords:
    """What a list says: its title, what stands there without members, what adds one, what was done."""

    title: Phrase
    empty: Phrase
    add_title: Phrase
    add: Phrase
    added: Phrase
    dropped: Phrase
    help: Phrase | None = None


class MemberScreen(ItemScreen):
    """A page with a list of members. A subclass says where they are and what a new one is."""

    part = ""
    """The key of the list in the body of its owner."""
    words: ListWords
    usual = "item"
    """The key of a member whose title cannot be spelt."""

    @property
    def landing(self) -> str:
        """The address of this page."""
        return self.here

    def owner(self, body: dict[str, Any]) -> dict[str, Any]:
        """The part of the body that holds the list: the service itself, or one of its tasks."""
        return body

    @property
    def base(self) -> str:
        """The address under which members have their pages."""
        return self.landing

    def listed(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The members."""
        return members(self.owner(body), self.part)

    def made(self, key: str) -> dict[str, Any]:
        """A new member from what was typed. Raises Invalid."""
        raise NotImplementedError

    def row(self, member: dict[str, Any], body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """The icon, the line and the tags of a member."""
        raise NotImplementedError

    def asked(self) -> Sequence[FieldView]:
        """The fields of the form that adds one."""
        raise NotImplementedError

    def new_title(self) -> str:
        """The title of a new member, from which its key is made."""
        return self.text("new.title.en") or self.text("new.title.ru")

    async def member_act(self) -> Response | None:
        """Does what a button of the list asks for; None when it was none of them."""
        doing, _, key = self.text("act").partition(":")
        acts: Mapping[str, Callable[[dict[str, Any], str], Phrase]] = {
            "up": self._move,
            "down": self._move,
            "copy": self._copy,
            "drop": self._drop,
            "restore": self._restore,
        }
        body = self.body
        if doing == "add" and not key:
            return await self._add(body)
        if doing not in acts:
            return None
        return await self.keep(body, f"{self.landing}#{self.part}", acts[doing](body, key))

    async def _add(self, body: dict[str, Any]) -> Response:
        if not self.new_title().strip():
            raise Invalid({"new.title.ru": N_("Write this, without it there is nothing")})
        known = [identity(one) or "" for one in self.listed(body)]
        if len(known) >= MOST:
            raise Invalid({"new.title.ru": N_("There are too many of these already")})
        joint = "-" if self.part == "tasks" else "_"
        key = key_from(self.new_title(), known, joint=joint, usual=self.usual, limit=36)
        self._store(body, [*self.listed(body), self.made(key)])
        return await self.keep(body, f"{self.base}/{key}", self.words.added)

    def _store(self, body: dict[str, Any], found: list[dict[str, Any]]) -> None:
        self.owner(body)[self.part] = found

    def _place(self, body: dict[str, Any], key: str) -> tuple[list[dict[str, Any]], int]:
        found = self.listed(body)
        for index, one in enumerate(found):
            if identity(one) == key:
                return found, index
        raise Invalid({"act": N_("This is not in the list any more. Look at the page anew.")})

    def _move(self, body: dict[str, Any], key: str) -> Phrase:
        found, index = self._place(body, key)
        other = index + (-1 if self.text("act").startswith("up:") else 1)
        if 0 <= other < len(found):
            found[index], found[other] = found[other], found[index]
        self._store(body, found)
        return N_("Moved")

    def _copy(self, body: dict[str, Any], key: str) -> Phrase:
        found, index = self._place(body, key)
        twin = copy.deepcopy(found[index])
        twin["key"] = key_from(key, [identity(one) or "" for one in found], joint="_" if "-" not in key else "-")
        self._store(body, [*found[: index + 1], twin, *found[index + 1 :]])
        return N_("Copied")

    def _drop(self, body: dict[str, Any], key: str) -> Phrase:
        found, index = self._place(body, key)
        self._store(body, [*found[:index], *found[index + 1 :]])
        return self.words.dropped

    def _restore(self, body: dict[str, Any], key: str) -> Phrase:
        back = next((one for one in self.former() if identity(one) == key), None)
        if back is None:
            raise Invalid({"act": N_("This is not in the list any more. Look at the page anew.")})
        self._store(body, [*self.listed(body), copy.deepcopy(back)])
        return N_("Brought back, at the end of the list")

    def former(self) -> list[dict[str, Any]]:
        """The members that are in force."""
        in_force = self.item.in_force
        return members(self.owner(copy.deepcopy(in_force)), self.part) if in_force is not None else []

    def part_list(self, body: dict[str, Any], path: tuple[str | int, ...]) -> PartList:
        """The list for the page; `path` leads to it in the body."""
        found = self.listed(body)
        keys = {identity(one) for one in found}
        fields = tuple(self.asked())
        adding = self.problem is not None and self.text("act") == "add"
        t = self.t
        return PartList(
            id=self.part,
            title=t.say(self.words.title),
            empty=t.say(self.words.empty),
            help=t.say(self.words.help) if self.words.help is not None else "",
            rows=tuple(self._row(body, path, index, found) for index in range(len(found))),
            add_title=t.say(self.words.add_title),
            add_label=t.say(self.words.add),
            add=fields,
            gone=tuple(
                GoneRow(key=identity(one) or "", title=title_of(one, identity(one) or "", t.locale))
                for one in self.former()
                if identity(one) not in keys
            ),
            errors=self.refusal(fields) if adding else (),
            adding=adding or not found,
        )

    def _row(
        self, body: dict[str, Any], path: tuple[str | int, ...], index: int, found: Sequence[dict[str, Any]]
    ) -> PartRow:
        member = found[index]
        key = identity(member) or ""
        icon, line, tags = self.row(member, body)
        at = (*path, index)
        return PartRow(
            key=key,
            title=title_of(member, key, self.t.locale),
            href=f"{self.base}/{key}",
            icon=icon,
            line=line,
            tags=tuple(tags),
            flaws=tuple(self.flaw_view(flaw, body) for flaw in self.flaws if flaw.path[: len(at)] == at),
            first=index == 0,
            last=index == len(found) - 1,
            lost=key not in {identity(one) for one in self.former()},
        )
