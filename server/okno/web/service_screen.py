"""The editor of a service: its parts, where each problem is put right, and the parts that are plain forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from okno.catalog.difference import identity
from okno.catalog.model import Catalog
from okno.text import N_, pick, sort_key
from okno.themes.editor import TabView
from okno.web.item_screen import HOME, ItemScreen

PATH = HOME + "/services"
TEXTS = ("key", "title", "summary", "description", "done_text", "subject", "words")
FORM, APPROVAL, TASKS, ROUTES, ARTICLES = (
    ("fields",),
    ("approval", "approval_order"),
    ("tasks", "finish_by_tasks"),
    ("routes", "skills"),
    ("articles",),
)
_ELSEWHERE = {*TEXTS, *FORM, *APPROVAL, *TASKS, *ROUTES, *ARTICLES}


class ServiceScreen(ItemScreen):
    """A page of the editor of a service."""

    kind = "service"
    tab = ""
    """Which part this page belongs to."""

    @property
    def here(self) -> str:
        """The first page of the service."""
        return f"{PATH}/{self.key}"

    @property
    def landing(self) -> str:
        """The page of this part."""
        return f"{self.here}/{self.tab}" if self.tab else self.here

    @property
    def catalog(self) -> Catalog:
        """The catalog with all drafts: what there is to choose from."""
        return self.whole.catalog

    @property
    def picture(self) -> str:
        """The service's own icon."""
        icon = self.body.get("icon")
        return icon if isinstance(icon, str) and icon else "circle-help"

    def tabs(self) -> Sequence[TabView]:
        """The parts of a service."""
        body = self.body
        place = sum(1 for flaw in self.flaws if not flaw.path or flaw.path[0] not in _ELSEWHERE)
        return tuple(
            TabView(
                href=f"{self.here}/{key}" if key else self.here,
                label=self.t.say(label),
                current=key == self.tab,
                bad=bad,
                count=str(len(body.get(part) or ())) if part and body.get(part) else "",
            )
            for key, label, bad, part in (
                ("", N_("Texts"), self.bad(*TEXTS), ""),
                ("place", N_("Where it belongs"), place, ""),
                ("form", N_("Form"), self.bad(*FORM), "fields"),
                ("approval", N_("Approval"), self.bad(*APPROVAL), "approval"),
                ("tasks", N_("Tasks"), self.bad(*TASKS), "tasks"),
                ("routes", N_("Who gets it"), self.bad(*ROUTES), "routes"),
                ("articles", N_("Advice"), self.bad(*ARTICLES), "articles"),
                ("preview", N_("Preview"), 0, ""),
                ("state", N_("Changes"), 0, ""),
            )
        )

    def page_of(self, path: tuple[str | int, ...]) -> str:
        """The address where a part of the service is edited, with the control if it has one of its own."""
        if not path:
            return f"{self.here}/place"
        first, *rest = path
        if first in TEXTS:
            return f"{self.here}#f-{'-'.join(str(step) for step in path)}"
        for part, page in (("fields", "form"), ("approval", "approval"), ("tasks", "tasks")):
            if first == part:
                member = self._member(part, rest[0]) if rest else None
                return f"{self.here}/{page}" + (f"/{member}" if member else "")
        pages = {"approval_order": "approval", "finish_by_tasks": "tasks", "skills": "routes"}
        page = pages.get(str(first), str(first) if first in ("articles", "routes") else "place")
        return f"{self.here}/{page}"

    def _member(self, part: str, step: str | int) -> str | None:
        members = self.body.get(part)
        if isinstance(members, list) and isinstance(step, int) and step < len(members):
            return identity(members[step])
        return None

    # What there is to choose from -------------------------------------------------------------------------------

    def titled(self, part: str) -> list[tuple[str, str]]:
        """Items of a part of the catalog as options, by their titles."""
        items: Any = getattr(self.catalog, part)
        pairs = [(key, pick(item.title, self.t.locale)) for key, item in items.items()]
        return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def members(body: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """The members of a list of a body that are what they should be, in their order."""
    found = body.get(part)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
