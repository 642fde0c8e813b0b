"""How people, files, states and refused fields look on pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from okno.catalog import registry
from okno.catalog.model import Lifecycle
from okno.files import File
from okno.i18n import Translator
from okno.people import Contact, Person
from okno.people.contacts import MAIL, PHONE
from okno.text import pick
from okno.themes.contexts import ErrorLink, FieldView, FileView, PersonView, StateView
from okno.tickets import Ticket

COLOURS = 5
_GLYPHS = {"cancelled": "cancel"}


def person_view(
    person: Person, *, href: str = "", reach: Sequence[Contact] = (), away: str = "", marked: bool = False
) -> PersonView:
    """A person; with `reach` also the ways to reach him, with `away` the words that he is away.

    `marked`: with the mark of important people, for a reader of the staff.
    """
    line = ", ".join(part for part in (person.title, person.department, person.place) if part)
    phones = [one for one in reach if one.kind == PHONE]
    mails = [one.value for one in reach if one.kind == MAIL]
    return PersonView(
        id=person.id,
        name=person.name,
        initials=person.initials,
        colour=f"a{person.id % COLOURS + 1}",
        line=line,
        phone=", ".join(one.shown for one in phones),
        phone_href=f"tel:{phones[0].key}" if phones else "",
        mail=mails[0] if mails else "",
        href=href,
        away=away,
        vip=marked and person.vip,
    )


def file_view(file: File, t: Translator) -> FileView:
    """A file that can be opened."""
    icon = "image" if file.is_image else "file-text" if _is_text(file) else "file"
    return FileView(id=file.public_id, name=file.name, size=t.size(file.size), href=_href(file), icon=icon)


def _href(file: File) -> str:
    return f"/files/{file.public_id}/{quote(file.name, safe='')}"


def _is_text(file: File) -> bool:
    return file.media_type.startswith("text/") or any(
        word in file.media_type for word in ("pdf", "document", "rtf", "sheet", "presentation")
    )


def state_view(ticket: Ticket, locale: str) -> StateView:
    """The state of a ticket in the agent's words."""
    return named_state(registry.lifecycle(ticket.lifecycle), ticket.state, locale)


def named_state(lifecycle: Lifecycle, key: str, locale: str) -> StateView:
    """A state of a lifecycle; one that it no longer has is shown by its key."""
    state = lifecycle.state(key)
    if state is None:
        return StateView(kind="closed", icon="st-closed", word=key)
    kind = _GLYPHS.get(state.glyph, state.glyph)
    return StateView(kind=kind, icon=f"st-{kind}", word=pick(state.title, locale))


def error_links(fields: Iterable[FieldView], errors: Mapping[str, str], notice: str = "") -> tuple[ErrorLink, ...]:
    """The summary of a refused form: a link to each field, then what belongs to none of them."""
    known = {one.name: one for one in fields}
    links = [ErrorLink(href="#" + one.id, text=f"{one.label}: {one.error}") for one in known.values() if one.error]
    links += [ErrorLink(href="", text=text) for name, text in errors.items() if name not in known]
    return tuple(links) or ((ErrorLink(href="", text=notice),) if notice else ())


def up(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
