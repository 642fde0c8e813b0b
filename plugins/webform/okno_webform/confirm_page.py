"""What links in letters open: confirming what was sent in one's name, or that an address is one's own.

Looking changes nothing: mail servers look at links before people do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, Context, PageContext, Screen, context_of, from_us, now_us
from okno.api.catalog import current, display
from okno.api.people import get as get_person
from okno_webform import question, submission, token, webform
from okno_webform.form_page import FrameLook, look_of
from okno_webform.submission import DECLINED, SENT, WAITING, Submission
from okno_webform.webform import PLUGIN

LONGEST = 400
"""Characters of one answer that are shown before it is confirmed."""


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """An answer as it was given."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(PageContext):
    """`state`: ask, done, declined, gone. `answers` is what was sent."""

    template: ClassVar[str] = "x/webform/confirm.html"
    look: FrameLook
    title: str
    lead: str
    state: str
    action: str = ""
    about: str = ""
    answers: tuple[AnswerLine, ...] = ()
    href: str = ""
    link: str = ""


class LetterPage(Screen):
    """A page behind a link of a letter."""

    purpose = ""
    one: Submission | None = None
    look = FrameLook()

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN)

    async def load(self) -> None:
        """The submission, in the language of whoever got the letter; none for a word that was not signed here."""
        reference = token.about(self.ctx, self.purpose, str(self.params["token"]))
        found = await submission.find("reference", reference) if reference else None
        if found is None or found.until <= now_us():
            return
        self.one = found
        form = await webform.by_id(found.form_id)
        self.look = look_of(form, framed=False) if form is not None else FrameLook()
        person = await get_person(found.person_id) if found.person_id is not None else None
        if person is not None and not person.active:
            self.one = None
        self.visit.locale = person.locale if person is not None and person.locale else found.locale

    async def show(self) -> Response:
        """A link that leads nowhere is not found, whatever was the matter with it."""
        response = await super().show()
        if self.one is None:
            response.status_code = 404
        return response

    def gone(self) -> ConfirmPage:
        """That there is nothing here."""
        return ConfirmPage(
            look=self.look,
            title=self.t.say(N_("This link leads nowhere")),
            lead=self.t.say(N_("It is used, too old or cut short. Fill in the form again if you need to.")),
            state="gone",
        )


class ConfirmSent(LetterPage):
    """A colleague says whether what was sent in his name is his."""

    purpose = token.CONFIRM

    async def act(self) -> Response | None:
        """Sends it on, or throws it away; once."""
        if self.one is None:
            return None
        if self.text("act") == "yes":
            await submission.confirm(self.ctx, self.one)
        elif self.text("act") == "no":
            await submission.decline(self.one)
        return self.redirect(f"/x/webform/c/{self.params['token']}")

    async def context(self) -> ConfirmPage:
        """What was sent, and the question; or how it ended."""
        one, t = self.one, self.t
        if one is None or one.person_id is None:
            return self.gone()
        if one.state == SENT:
            return ConfirmPage(
                look=self.look,
                title=t.say(N_("Confirmed")),
                lead=t.say(N_("The request is at work. You find it among yours.")),
                state="done",
                href="/tickets",
                link=t.say(N_("My requests")),
            )
        if one.state == DECLINED:
            return ConfirmPage(
                look=self.look,
                title=t.say(N_("Thrown away")),
                lead=t.say(N_("Nothing was sent in your name, and its words are removed.")),
                state="declined",
            )
        return await self._asked(one)

    async def _asked(self, one: Submission) -> ConfirmPage:
        form, t = await webform.by_id(one.form_id), self.t
        service = current().services.get(form.service) if form is not None else None
        if form is None or service is None or one.state != WAITING:
            return self.gone()
        body = submission.body_of(self.ctx, one)
        shown = await display(service, body["answers"], t.locale, resolve=question.NOBODY)
        lines = [(self.t.say(N_("What do you need?")), body["text"])] if body["text"] else []
        lines += [(field.title.get(t.locale) or field.title["ru"], value) for field, value in shown]
        lines += [(t.say(N_("File")), sent["name"]) for sent in body["files"]]
        return ConfirmPage(
            look=self.look,
            title=t.say(N_("Did you send this?")),
            lead=t.say(
                N_(
                    "The form “%(form)s”, %(when)s",
                    form=webform.title_of(form, t.locale),
                    when=t.moment(from_us(one.at)),
                )
            ),
            state="ask",
            action=f"/x/webform/c/{self.params['token']}",
            answers=tuple(AnswerLine(label=label, value=value[:LONGEST]) for label, value in lines),
        )


class ConfirmMail(LetterPage):
    """Whoever has left an address says that it is his."""

    purpose = token.MAIL

    async def act(self) -> Response | None:
        """Notes it and leads on to the request."""
        if self.one is None or not self.one.mail:
            return None
        await submission.prove_mail(self.one)
        return self.redirect(f"/x/webform/t/{token.link(self.ctx, token.FOLLOW, self.one.reference)}")

    async def context(self) -> ConfirmPage:
        """The question."""
        if self.one is None or not self.one.mail:
            return self.gone()
        return ConfirmPage(
            look=self.look,
            title=self.t.say(N_("Is this address yours?")),
            lead=self.t.say(
                N_("Then letters will tell you of answers to the request %(reference)s.", reference=self.one.reference)
            ),
            state="mail",
            action=f"/x/webform/m/{self.params['token']}",
        )
