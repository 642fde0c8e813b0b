"""A form as a page shows it and as it comes back: contact, questions, files, and the proofs that it is ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData, UploadFile

from okno.api import N_, Context, Invalid, Phrase, Refused, clean, now_us, one_line, pick, translator
from okno.api.catalog import Service, prefill
from okno.api.channels import Attachment
from okno.api.notify import mail_address
from okno.api.themes import ErrorLink, FieldView, Inputs, Translator, error_links
from okno_webform import question, token
from okno_webform.submission import Sent
from okno_webform.token import FormToken
from okno_webform.webform import ANYBODY, COMPANY, Form

TOKEN, TRAP = "token", "fax_number"
"""The proof, and a field that nobody sees: who fills it in is a program."""
NAME, MAIL, WHO, WORDS = "name", "mail", "who", "words"
NAME_LIMIT, MAIL_LIMIT, WORDS_LIMIT = 120, 200, 10_000
MOST_FILES = 10
MB = 2**20
NAMED = N_("Sent by the form “%(form)s” without an account.")
NAMED_MAIL = N_("Sent by the form “%(form)s” without an account. Mail (nobody has checked it): %(mail)s")


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A form to fill in. `token` proves that it was opened here."""

    title: str
    action: str
    token: str
    contact: tuple[FieldView, ...]
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...]
    note: str  # what happens after sending, one sentence
    multipart: bool


class Typed:
    """A form that came back."""

    def __init__(self, ctx: Context, form: Form, service: Service, sent: FormData, *, signed_in: bool) -> None:
        self.ctx = ctx
        self.form = form
        self.service = service
        self.sent = sent
        self.signed_in = signed_in

    def text(self, name: str) -> str:
        """The text of a field; of several with one name, the first."""
        return next((value for value in self.sent.getlist(name) if isinstance(value, str)), "")

    def proof(self, person_id: int) -> FormToken:
        """The proof that it was opened here, by a person and not just now. Raises Refused."""
        found = token.read(self.ctx, self.form.id, person_id, self.text(TOKEN))
        if found is None or found.ends_at <= now_us():
            raise Refused(N_("This form was open for too long. Look through it and send it again."))
        if found.ready_at > now_us() or self.text(TRAP):
            raise Refused(N_("That was fast, as programs are. Look through it and send it once more."))
        return found

    async def read(self, t: Translator, *, company_locale: str) -> Sent:
        """All that was written. Raises Invalid by the names of the fields."""
        contact, wrong = self._contact()
        words = clean(self.text(WORDS)).strip()
        if question.wants_words(self.service) and not words:
            wrong[WORDS] = N_("Write what you need.")
        answers = question.read(self.service, self.form, self.sent)
        files, wrong_files = await self._files()
        try:
            answers = await question.judge(self.service, answers, files, t=t)
        except Invalid as error:
            wrong |= {question.PREFIX + key: phrase for key, phrase in error.fields.items()}
        if wrong | wrong_files:
            raise Invalid(wrong | wrong_files)
        text = "\n\n".join(one for one in (words[:WORDS_LIMIT], self._named(contact, company_locale)) if one)
        return Sent(answers=answers, files=files, text=text, **contact)

    def _contact(self) -> tuple[dict[str, str], dict[str, Phrase]]:
        """Who he says he is, and what is wrong with it."""
        if self.signed_in:
            return {}, {}
        wrong: dict[str, Phrase] = {}
        if self.form.audience == COMPANY:
            who = one_line(self.text(WHO), MAIL_LIMIT)
            return {WHO: who}, ({} if who else {WHO: N_("Write your login or your work mail.")})
        name, mail = one_line(self.text(NAME), NAME_LIMIT), self.text(MAIL).strip()
        if not name:
            wrong[NAME] = N_("Write how to call you.")
        if mail:
            try:
                mail = mail_address(mail[: MAIL_LIMIT + 1])
                if len(mail) > MAIL_LIMIT:
                    wrong[MAIL] = N_("This is no mail address.")
            except Invalid as error:
                wrong |= error.fields
        return {NAME: name, MAIL: mail}, wrong

    def _named(self, contact: Mapping[str, str], locale: str) -> str:
        """What the staff has to know of somebody without an account."""
        if self.signed_in or self.form.audience != ANYBODY:
            return ""
        said = NAMED_MAIL if contact[MAIL] else NAMED
        title = pick(self.form.title, locale)
        return translator(locale).say(said.msgid, form=title, mail=contact[MAIL])

    async def _files(self) -> tuple[list[Attachment], dict[str, Phrase]]:
        """The files of the questions that ask for some, and which are too much."""
        found: list[Attachment] = []
        left = int(self.ctx.settings["file_mb"]) * MB
        for field in question.asked_of(self.service, self.form):
            name = question.PREFIX + field.key
            uploads = [one for one in self.sent.getlist(name) if isinstance(one, UploadFile) and one.filename]
            for one in uploads if field.type == "file" else ():
                data = await one.read(left + 1)
                left -= len(data)
                if left < 0 or len(found) == MOST_FILES:
                    most = self.ctx.settings["file_mb"]
                    said = N_("Too much: at most %(n)s files and %(mb)s MB together.", n=MOST_FILES, mb=most)
                    return [], {name: said}
                found.append(Attachment(name=one_line(one.filename or ""), data=data, field=field.key))
        return found, {}


@dataclass(frozen=True)
class Refusal:
    """A form that came back, and what is to be corrected in it."""

    typed: Typed | None
    errors: Mapping[str, str]
    notice: str


async def filling(
    ctx: Context,
    form: Form,
    service: Service,
    t: Translator,
    *,
    action: str,
    person_id: int = 0,
    refused: Refusal | None = None,
    start: Mapping[str, Any] | None = None,
) -> Filling:
    """The form as it is shown: empty, or as it came back with what is to be corrected."""
    typed = refused.typed if refused is not None else None
    said, notice = (dict(refused.errors), refused.notice) if refused is not None else ({}, "")
    values = question.read(service, form, typed.sent) if typed is not None else dict(start or prefill(service, None))
    fields = await question.views(
        service,
        form,
        values,
        {key.removeprefix(question.PREFIX): text for key, text in said.items()},
        t=t,
        file_bytes=int(ctx.settings["file_mb"]) * MB,
        typed={key: value for key, value in values.items() if isinstance(value, str)},
        owner_id=person_id,
    )
    if question.wants_words(service):
        fields = (_words(t, typed, said),)
    contact = () if person_id else _contact(form, t, typed, said)
    shown = [*contact, *fields]
    strange = {key: text for key, text in said.items() if key not in {one.name for one in shown}}
    return Filling(
        title=pick(form.title, t.locale),
        action=action,
        token=_token(ctx, form, person_id, typed),
        contact=contact,
        fields=fields,
        errors=error_links(shown, {**said, **_gone(strange, t)}, notice),
        note=_note(form, t, signed_in=bool(person_id)),
        multipart=question.asks_files(service, form),
    )


def _gone(strange: Mapping[str, str], t: Translator) -> dict[str, str]:
    """The service wants what the form does not ask: its reader can do nothing about it."""
    said = t.say(N_("This form does not fit its service any more. Tell the help desk."))
    return dict.fromkeys(strange, said)


def _token(ctx: Context, form: Form, person_id: int, typed: Typed | None) -> str:
    """What is still good is kept, so that a form that was sent twice is one; else there is a new one."""
    if typed is None:
        return token.issue(ctx, form.id, person_id)
    old = token.read(ctx, form.id, person_id, typed.text(TOKEN))
    if old is not None and old.ends_at > now_us():
        return old.text
    return token.issue(ctx, form.id, person_id, again=True)


def _contact(form: Form, t: Translator, typed: Typed | None, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    values = {name: typed.text(name) for name in (NAME, MAIL, WHO)} if typed is not None else {}
    inputs = Inputs(t, values, errors)
    if form.audience == COMPANY:
        return (
            inputs.field(
                "text", WHO, N_("Your login or work mail"), autocomplete="username", max_chars=MAIL_LIMIT,
                help_=N_("A letter goes there. The request goes to work when you confirm it."),
            ),
        )  # fmt: skip
    return (
        inputs.field("text", NAME, N_("Your name"), autocomplete="name", max_chars=NAME_LIMIT),
        inputs.field(
            "mail", MAIL, N_("Your mail"), optional=True, autocomplete="email", max_chars=MAIL_LIMIT,
            help_=N_("You can follow the request without it, by a link that you get after sending."),
        ),
    )  # fmt: skip


def _words(t: Translator, typed: Typed | None, errors: Mapping[str, str]) -> FieldView:
    values = {WORDS: typed.text(WORDS)} if typed is not None else {}
    return Inputs(t, values, errors).field("long", WORDS, N_("What do you need?"), max_chars=WORDS_LIMIT)


def _note(form: Form, t: Translator, *, signed_in: bool) -> str:
    if signed_in:
        return t.say(N_("You will find the request among yours."))
    if form.audience == COMPANY:
        return t.say(N_("After sending look into your mail: there is a link to confirm it."))
    return t.say(N_("After sending you get a link by which you can follow the request."))


def unsent(made: Filling) -> Filling:
    """The same for a preview: nothing can be sent by it."""
    return replace(made, token="", action="", errors=())
