"""Services of the matrix’s own beside the starter catalog: each asks for what only the depth of the catalog has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from okno.catalog.automation import Action, Macro
from okno.catalog.model import ApprovalStep, Audience, Catalog, Field, Service, TaskSpec
from okno.text import Texts
from tests.security.matrix.truth import DEPARTMENT, IT, PARTS, SECRET

PLAIN, HIDDEN, ASKED, SECRET_ASKED = "m-plain", "m-hidden", "m-asked", "m-secret-asked"
PARTED, SECRET_PARTED = "m-parted", "m-secret-parted"
STEP, ROOM, PAY, SEAT = "consent", "room", "pay", "seat"
PLAN, PAPERS = "plan", "papers"
"""Files: one is shown to whoever does the part, one is not."""
NOTE = "m-note"
"""A macro for every team and every state: it writes a note."""
HIDDEN_WORD = "OpenHIDDENSERVICEx"
"""The title of the service that most people do not have."""


def _texts(text: str) -> Texts:
    return {"ru": text, "en": text}


def _field(key: str, kind: str = "string", *, required: bool = False) -> Field:
    return Field(key=key, type=kind, title=_texts(key), required=required)


def _task(key: str, team: str, *, after: tuple[str, ...] = (), shows: tuple[str, ...] = ()) -> TaskSpec:
    return TaskSpec(
        key=key, title=_texts(f"Часть {key}"), team=team, after=after, due="1d", shows=shows, fields=(_field(SEAT),)
    )


def _service(key: str, team: str, title: str = "") -> Service:
    words = _texts(title or f"Услуга {key}")
    return Service(
        key=key, title=words, summary=words, done_text=words, category=IT if team == IT else "hr", icon="circle-help",
        team=team, owner=_texts("Руководитель"), respond="4h", resolve="3d",
        fields=(_field("words", "text"),),
    )  # fmt: skip


def _asked(key: str, team: str) -> Service:
    step = ApprovalStep(key=STEP, title=_texts("Согласие"), ask="person", person="approver")
    return replace(_service(key, team), approval=(step,))


def _parted(key: str, team: str, tasks: tuple[TaskSpec, ...]) -> Service:
    fields = (_field(ROOM), _field(PAY), _field(PLAN, "file"), _field(PAPERS, "file"))
    return replace(_service(key, team), fields=fields, tasks=tasks, finish_by_tasks=False)


def with_offers(catalog: Catalog) -> Catalog:
    """The catalog with these services in it."""
    part = _task("part", PARTS, shows=(ROOM, PLAN))
    made = (
        _service(PLAIN, IT),
        replace(_service(HIDDEN, IT, HIDDEN_WORD), visible_to=Audience(departments=(DEPARTMENT,))),
        _asked(ASKED, IT),
        _asked(SECRET_ASKED, SECRET),
        _parted(PARTED, IT, (part, _task("later", PARTS, after=("part",)), _task("hush", SECRET))),
        _parted(SECRET_PARTED, SECRET, (replace(part, key="secret-part"),)),
    )
    services: Mapping[str, Service] = {**catalog.services, **{one.key: one for one in made}}
    note = Action(do="note", text=_texts("Заметка макроса"))
    macros = {**catalog.macros, NOTE: Macro(key=NOTE, title=_texts("Заметка"), sort=900, actions=(note,))}
    return replace(catalog, services=dict(services), macros=macros)
