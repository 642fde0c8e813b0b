"""Letters as a theme writes them: a plain part and an HTML part from one declared context.

The plain templates have an environment of their own in which nothing is escaped; no HTML template can include one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from okno.i18n import translator
from okno.themes.assets import Home

_FOLDER = "letters"


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter about one thing. Values are plain text as people wrote them: templates quote, lay out and escape."""

    template: ClassVar[str] = "letter"
    company: str
    lead: str  # what happened, one sentence
    discreet: str = ""  # why the rest is left out; then there are neither `about` nor `quote` nor `details`
    about: str = ""  # what it is about: the subject of a request, on one line
    about_label: str = ""
    quote: str = ""  # what somebody wrote, several lines
    details: str = ""  # what has to be known to decide, several lines
    more: tuple[str, ...] = ()  # further sentences: advice
    href: str = ""  # the page; "" when there is none
    link: str = ""  # the words of the button
    foot: tuple[str, ...] = ()  # who sends it and why; the last lines
    leave_href: str = ""  # where such letters are ended; "" when they can't be
    leave: str = ""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened in a request."""

    when: str
    told: str  # a sentence
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class GatheredView:
    """What happened in one request, oldest first."""

    title: str  # number and subject; the number alone when it is confidential
    href: str
    happenings: tuple[Happening, ...]
    rest: str = ""  # that there is more than is told


@dataclass(frozen=True, kw_only=True)
class DigestView:
    """Several letters as one."""

    template: ClassVar[str] = "digest"
    company: str
    lead: str
    groups: tuple[GatheredView, ...]
    foot: tuple[str, ...] = ()
    href: str = ""  # where letters and times are chosen
    link: str = ""


View = LetterView | DigestView


@dataclass(frozen=True)
class Written:
    """Both parts of a letter."""

    text: str
    html: str


def write(view: View, *, theme: str, locale: str, home: Path | None) -> Written:
    """The parts of a letter in a language; a theme without a template takes the default one."""
    names = {"letter": view, "locale": locale}
    plain, rich = (_environment(theme, locale, home, html) for html in (False, True))
    return Written(
        text=plain.get_template(f"{view.template}.txt").render(names).strip() + "\n",
        html=rich.get_template(f"{view.template}.html").render(names),
    )


@cache
def _environment(theme: str, locale: str, home: Path | None, html: bool) -> Environment:
    folders = [folder / "templates" / _FOLDER for folder in Home(home).folders(theme)]
    environment = Environment(
        loader=_Only(folders, ".html" if html else ".txt"),
        # What is plain is read as plain: its environment never sees a template of the other kind.
        autoescape=html,  # noqa: S701
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    words = translator(locale)
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(quoted=_quoted)
    return environment


class _Only(FileSystemLoader):
    """Templates of one kind: what is not escaped never gets into what is."""

    def __init__(self, folders: list[Path], ending: str) -> None:
        super().__init__(folders)
        self._ending = ending

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source, or TemplateNotFound for a template of the other kind."""
        if not template.endswith(self._ending):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def _quoted(text: str) -> str:
    """Each line marked as another's words."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
