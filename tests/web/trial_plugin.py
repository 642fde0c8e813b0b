"""A plugin that uses every place of pages, as a test installs it."""

from __future__ import annotations

MANIFEST = """
icon = "star"
hooks = [
    "slot_context", "page_head", "search_sources", "report_kinds", "sign_in_methods", "person_from_request",
    "caller_match", "person_sources", "export_person", "forget_person", "message_text", "health",
]
[[permission]]
key = "trial.report"
holds = "company"
title = { ru = "Смотреть пробу", en = "See the trial" }
roles = ["administrator"]
[[menu]]
place = "admin"
path = "/x/trial/report"
title = { ru = "Проба", en = "Trial report" }
needs = "trial.report"
[[menu]]
place = "top"
path = "/x/trial/mine"
title = { ru = "Моё", en = "My trial" }
needs = "ticket.own"
[[menu]]
place = "profile"
path = "/x/trial/mine"
title = { ru = "Моё", en = "My trial" }
needs = "ticket.own"
[[menu]]
place = "desk"
path = "/x/trial/desk"
title = { ru = "У стола", en = "Trial desk" }
needs = "desk.open"
[[slot]]
name = "request.now"
template = "invite.html"
variables = ["words", "number"]
[[slot]]
name = "profile.main"
template = "always.html"
[[slot]]
name = "portal.side"
template = "broken.html"
variables = ["one"]
"""

HOOKS = '''
    """Hooks."""
    from okno.api.door import SignInMethod
    from okno.api.people import PersonSource
    from okno.api.search import Hit, Report, SearchSource
    from okno.api.notify import MessageText
    from okno.api import HealthLine, N_

    ASKED = []
    KNOWN = {}

    async def slot_context(ctx, *, slot, actor, subject):
        """In its slots."""
        ASKED.append((slot, actor.id if actor else None, subject))
        if slot == "request.now":
            return {"words": "<b>Rate</b>", "number": subject.number}
        if slot == "portal.side":
            return {"other": 1}
        if slot == "profile.main":
            return {}

    async def page_head(ctx, *, template):
        """Its sheet where it has something."""
        return ["trial.css", "trial.js"] if template == "request.html" else None

    async def find(ctx, *, actor, q, limit):
        """One thing."""
        if q == "outside":
            return [Hit("Out", "https://evil.example/")]
        return [Hit(f"Thing {q}", "/x/trial/mine", f"for {actor.id}")] if q != "nothing" else []

    def search_sources(ctx):
        """Things."""
        return [SearchSource("things", {"ru": "Вещи", "en": "Things"}, find)]

    def report_kinds(ctx):
        """A report."""
        return [Report("r", N_("Trial of words"), {"ru": "Числа", "en": "Numbers"}, "/x/trial/report", "trial.report")]

    async def check(ctx, login, password):
        """Knows a password."""
        if password == "raise":
            raise RuntimeError("the directory is away")
        return KNOWN.get((login, password))

    def sign_in_methods(ctx):
        """Two ways."""
        return [
            SignInMethod("door", {"ru": "Каталог", "en": "Directory"}, "/x/trial/door"),
            SignInMethod("word", {"ru": "Слово", "en": "Word"}, None, check),
        ]

    async def person_from_request(ctx, *, headers, by_proxy):
        """By a header of the proxy."""
        return KNOWN.get(headers.get("x-trial-user")) if by_proxy else None

    async def caller_match(ctx, *, number):
        """By its own book."""
        return KNOWN.get(number)

    def person_sources(ctx):
        """A directory."""
        return [PersonSource("trial", {"ru": "Справочник", "en": "Book"}, frozenset({"name", "mail", "manager"}))]

    async def export_person(ctx, *, person_id, whole):
        """What it holds."""
        return {"marks": 3, "whole": whole} if KNOWN.get("holds") == person_id else None

    async def forget_person(ctx, *, erasure):
        """Erases it."""
        if KNOWN.get("fails"):
            raise RuntimeError("can't")
        KNOWN["forgotten"] = erasure.person.id

    async def message_text(ctx, text, *, channel):
        """A line under letters."""
        return MessageText(text.subject, text.text + "\\nTrial line.", text.html) if channel == "mail" else text

    async def health(ctx):
        """Well."""
        return [HealthLine(N_("Trial"), False, N_("Nobody tries."))]
'''

PAGES = '''
    """Pages."""
    import asyncio
    from dataclasses import dataclass
    from typing import ClassVar
    from okno.api import DeskContext, DeskScreen, Invalid, N_, PageContext, Screen, page
    from okno.api import door

    SAID = []

    @dataclass(frozen=True, kw_only=True)
    class Report(PageContext):
        template: ClassVar[str] = "x/trial/report.html"
        number: int
        error: str = ""

    @dataclass(frozen=True, kw_only=True)
    class AtDesk(DeskContext):
        template: ClassVar[str] = "x/trial/desk.html"

    class ReportPage(Screen):
        """In the frame of administration."""

        async def act(self):
            """Takes words."""
            if not self.text("words"):
                raise Invalid({"words": N_("Write some words.")})
            SAID.append(self.text("words"))
            return self.go("/x/trial/report", self.t.say(N_("Trial is kept")))

        async def context(self):
            """Shows."""
            return Report(number=7, error=self.errors.get("words", ""))

    class DeskPage(DeskScreen):
        """In the frame of the desk."""

        async def context(self):
            """Shows."""
            return AtDesk(**await self.frame("At the trial desk"))

    async def mine(current):
        """In the frame of employees."""
        return Report(number=8)

    class Mine(Screen):
        async def context(self):
            """Shows."""
            return Report(number=8)

    async def broken(current):
        raise RuntimeError("words of people")

    async def slow(current):
        await asyncio.sleep(60)

    async def enter(current):
        """Signs the first person in."""
        return await door.sign_in(current, int(current.params["person"]), "/profile")

    ROUTES = [
        page("/x/trial/report", ReportPage, needs="trial.report"),
        page("/x/trial/report/{number}", ReportPage, needs="trial.report"),
        page("/x/trial/mine", Mine, needs="ticket.own"),
        page("/x/trial/desk", DeskPage, needs="desk.open"),
        page("/x/trial/broken", broken, needs="ticket.own", methods=("GET",)),
        page("/x/trial/slow", slow, public=True, methods=("GET",)),
        page("/x/trial/door/{person}", enter, public=True, methods=("GET",)),
    ]
'''

REST = '''
    """REST."""
    from okno.api import Call, Model, endpoint

    class PersonView(Model):
        """A model that is called as one of the core."""
        stars: int

    async def things(call: Call) -> PersonView:
        """Stars of the trial"""
        if call.request.headers.get("x-break"):
            raise RuntimeError("broken")
        return PersonView(stars=5)

    ENDPOINTS = [endpoint("GET", "/x/trial/things", things, needs="ticket.own", answer=PersonView)]
'''

FILES = {
    "hooks.py": HOOKS,
    "pages.py": PAGES,
    "rest.py": REST,
    "templates/invite.html": """
        <p class="trial">{{ words }} {{ number }} {{ _("Trial of words") }} {{ shell.locale }}</p>
    """,
    "templates/always.html": '<p class="trial">Always {{ icon("star") }}</p>',
    "templates/broken.html": "<p>{{ one }}</p>",
    "templates/report.html": """
        {% extends "admin.html" %}
        {% block title %}Trial{% endblock %}
        {% block inside %}<h1>{{ _("Trial of words") }} {{ page.number }}</h1>
        <form method="post" action="/x/trial/report">{{ ui.csrf() }}<input name="words" aria-label="Words">
        <p class="error">{{ page.error }}</p><button>Send</button></form>{% endblock %}
    """,
    "templates/desk.html": '{% extends "desk-frame.html" %}{% block inside %}<p>Numbers here</p>{% endblock %}',
    "assets/trial.css": ".trial { color: var(--accent); }",
    "assets/trial.js": "export {};",
    "locales/ru/messages.po": """
        msgid ""
        msgstr "Content-Type: text/plain; charset=utf-8"

        msgid "Trial of words"
        msgstr "Проба слов"

        msgid "Trial is kept"
        msgstr "Проба сохранена"
    """,
}
