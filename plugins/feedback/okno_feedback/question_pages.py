"""The questions beside the mark, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, NotFound, PageContext, Phrase, Screen, Texts, one_line, pick, search_key
from okno.api.catalog import current
from okno.api.themes import ErrorLink, FieldView, Inputs
from okno_feedback import question, reasons
from okno_feedback.question import Draft, Question
from okno_feedback.report_pages import service_name

QUESTIONS = "/x/feedback/questions"
TYPES: Mapping[str, Phrase] = {
    question.STARS: N_("From 1 to 5 stars"),
    question.YES_NO: N_("Yes or no"),
    question.CHOICE: N_("One of several answers"),
    question.TEXT: N_("Words"),
}
KINDS: Mapping[str, Phrase] = {
    "request": N_("Requests"),
    "incident": N_("Something does not work"),
    "consultation": N_("Advice"),
}


@dataclass(frozen=True, kw_only=True)
class QuestionLine:
    """A question in the list."""

    id: int
    text: str
    kind: str
    about: str
    first: bool
    last: bool


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(PageContext):
    """The list."""

    template: ClassVar[str] = "x/feedback/questions.html"
    rows: tuple[QuestionLine, ...]
    most: int
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionPage(PageContext):
    """One question: a new one, or the next version of another."""

    template: ClassVar[str] = "x/feedback/question.html"
    id: int  # 0 for a new one
    title: str
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...]
    notice: str = ""


class Questions(Screen):
    """The list, and what its buttons do."""

    section = QUESTIONS

    async def act(self) -> Response:
        """Moves a question, removes it, or takes back what was done with it."""
        text = self.text("id") or self.query.get("id", "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise NotFound
        question_id = int(text)
        match self.text("act") or self.query.get("act"):
            case "up" | "down" as way:
                await question.move(self.actor, question_id, up=way == "up")
                return self.redirect(QUESTIONS)
            case "remove":
                await question.retire(self.actor, question_id)
                return self.go(QUESTIONS, self.t.say(N_("The question is removed")), undo=_undo(question_id))
            case "back":
                await question.take_back(self.actor, question_id)
                return self.go(QUESTIONS, self.t.say(N_("It is as it was")))
        raise NotFound

    async def context(self) -> QuestionsPage:
        """The list."""
        found = await question.all_active()
        return QuestionsPage(
            rows=tuple(
                QuestionLine(
                    id=one.id,
                    text=pick(one.text, self.t.locale),
                    kind=self.t.say(TYPES[one.kind]),
                    about=self._about(one),
                    first=n == 0,
                    last=n == len(found) - 1,
                )
                for n, one in enumerate(found)
            ),
            most=question.ASKED_MOST,
            notice=self.notice,
        )

    def _about(self, one: Question) -> str:
        services = [service_name(key, self.t) for key in one.services]
        kinds = [self.t.say(KINDS[kind]) for kind in one.kinds if kind in KINDS]
        return "; ".join(part for part in (", ".join(kinds), ", ".join(services)) if part) or self.t.say(
            N_("about every request")
        )


def _undo(question_id: int) -> str:
    return f"{QUESTIONS}?act=back&id={question_id}"


class EditQuestion(Screen):
    """The form of one question."""

    section = QUESTIONS
    found: Question | None = None

    async def load(self) -> None:
        """The question that is changed; none for a new one."""
        text = str(self.params.get("id", ""))
        if text:
            self.found = await question.load(int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0)
            if not self.found.active:
                raise NotFound

    async def act(self) -> Response:
        """Keeps it."""
        draft = Draft(
            text={locale: self.text(f"text_{locale}") for locale in ("ru", "en")},
            kind=self.text("kind"),
            choices=_lines(self.text("choices")),
            services=self._many("services"),
            kinds=self._many("kinds"),
        )
        replaces = self.found.id if self.found is not None else None
        question_id = await question.put(self.actor, draft, known_services=self._known(), replaces=replaces)
        said = N_("The question is changed") if self.found is not None else N_("The question is added")
        return self.go(QUESTIONS, self.t.say(said), undo=_undo(question_id))

    def _many(self, name: str) -> list[str]:
        return list(dict.fromkeys(one for one in self.form.getlist(name) if isinstance(one, str)))

    def _known(self) -> Sequence[str]:
        """What can be ordered, and what the question was for already."""
        return sorted({*current().services, *(self.found.services if self.found is not None else ())})

    def _offered(self) -> list[tuple[str, str]]:
        named = ((key, service_name(key, self.t)) for key in self._known())
        return sorted(named, key=lambda one: search_key(one[1]))

    async def context(self) -> QuestionPage:
        """The form with what is stored, or what was typed."""
        typed = self.problem is not None
        values = (
            {name: self.text(name) for name in ("text_ru", "text_en", "kind", "choices")} if typed else self._stored()
        )
        services = self._many("services") if typed else list(self.found.services if self.found is not None else ())
        kinds = self._many("kinds") if typed else list(self.found.kinds if self.found is not None else ())
        inputs = Inputs(self.t, values, self.errors)
        fields = (
            inputs.field("text", "text_ru", N_("The question in Russian"), max_chars=question.TEXT_LIMIT),
            inputs.field("text", "text_en", N_("The question in English"), max_chars=question.TEXT_LIMIT),
            inputs.options(
                "choice", "kind", N_("How it is answered"),
                [(key, self.t.say(word)) for key, word in TYPES.items()], [values["kind"]],
            ),
            inputs.field(
                "long", "choices", N_("Answers to choose from"), optional=True,
                help_=N_("One a line: Russian, a bar, English. Only for “One of several answers”."),
            ),
            inputs.options(
                "many", "kinds", N_("About which requests"), [(key, self.t.say(word)) for key, word in KINDS.items()],
                kinds, help_=N_("Nothing ticked: about all."),
            ),
            inputs.options(
                "many", "services", N_("About which services"),
                self._offered(), services,
                help_=N_("Nothing ticked: about all."),
            ),
        )  # fmt: skip
        return QuestionPage(
            id=self.found.id if self.found is not None else 0,
            title=self.t.say(N_("Change the question") if self.found is not None else N_("New question")),
            fields=fields,
            errors=tuple(ErrorLink(href=f"#{one.id}", text=one.error) for one in fields if one.error),
            notice=self.notice if not self.fields else "",
        )

    def _stored(self) -> dict[str, str]:
        one = self.found
        if one is None:
            return {"text_ru": "", "text_en": "", "kind": question.STARS, "choices": ""}
        choices = "\n".join(f"{text['ru']} | {text['en']}" for text in one.choices)
        return {"text_ru": one.text["ru"], "text_en": one.text["en"], "kind": one.kind, "choices": choices}


def _lines(text: str) -> list[Texts]:
    """Answers as they are typed, a line each."""
    found = [one_line(line, reasons.LONGEST) for line in text.splitlines()[: question.CHOICES_MOST * 4]]
    return [{locale: reasons.word(line, locale) for locale in ("ru", "en")} for line in found if line]
