"""How the request of somebody without an account goes on: its state, what was said, and an answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import FileResponse, Response

from okno.api import (
    N_,
    Context,
    Invalid,
    NotFound,
    PageContext,
    Refused,
    Screen,
    clean,
    context_of,
    errors,
    from_us,
    now_us,
    pick,
)
from okno.api.catalog import lifecycle
from okno.api.channels import Outcome, Said, conversation, outcome, receive
from okno.api.files import headers, open_path
from okno.api.tickets import Ticket
from okno_webform import rates, submission, token, webform
from okno_webform.filling import WORDS_LIMIT
from okno_webform.form_page import FrameLook, look_of
from okno_webform.submission import CHANNEL, SENT, Submission
from okno_webform.webform import ANYBODY, PLUGIN, Form

ANSWERS_AN_HOUR = 10


@dataclass(frozen=True, kw_only=True)
class FileLink:
    """A file that can be fetched."""

    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class WordsView:
    """What somebody said."""

    who: str
    own: bool
    when: str
    text: str
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FollowView(PageContext):
    """The request as its sender sees it. `action` is "" when nothing can be answered any more."""

    template: ClassVar[str] = "x/webform/follow.html"
    look: FrameLook
    title: str
    reference: str
    state: str
    line: str
    said: tuple[WordsView, ...]
    action: str
    once: str
    text: str
    error: str
    done: str  # what was just done


class FollowPage(Screen):
    """The page behind the link that somebody got after sending."""

    one: Submission
    opened: Form
    known: Outcome | None = None
    ticket: Ticket | None = None
    words: Sequence[Said] = ()

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN)

    async def load(self) -> None:
        """The submission and what has become of it. Raises NotFound for what is over and for words not signed here."""
        reference = token.about(self.ctx, token.FOLLOW, str(self.params["token"]))
        one = await submission.find("reference", reference) if reference else None
        form = await webform.by_id(one.form_id) if one is not None else None
        if one is None or form is None or one.until <= now_us() or one.state != SENT or one.audience != ANYBODY:
            raise NotFound(N_("There is nothing here: the link is too old or cut short."))
        self.one, self.opened = one, form
        self.visit.locale = form.locale or one.locale
        self.known = await outcome(CHANNEL, one.sent_key)
        if self.known is not None and self.known.thread_id is not None:
            found = await conversation(self.known.thread_id)
            if found is not None:
                self.ticket, self.words = found

    async def act(self) -> Response | None:
        """Takes an answer; the same form sent again is the same answer."""
        text = clean(self.text("text")).strip()
        if self.ticket is None or not self.ticket.open or self.known is None:
            raise Refused(N_("This request is closed. Send the form again if you need more."))
        if not text or len(text) > WORDS_LIMIT:
            raise Invalid({"text": N_("Write something first.") if not text else N_("This is too long.")})
        if not await rates.allowed(f"answers:{self.one.id}", ANSWERS_AN_HOUR, rates.HOUR):
            self.problem = errors.TooMany(N_("You have written often. Try again in an hour."), retry_after=rates.HOUR)
            return None
        named = hashlib.sha256(f"{self.one.sent_key}:{self.text('once')}:{text}".encode()).hexdigest()
        await receive(CHANNEL, self._raw(text), external_id=named, endpoint=self.opened.key)
        await submission.keep_longer(self.ctx, self.one)
        return self.redirect(f"/x/webform/t/{self.params['token']}?said=1")

    def _raw(self, text: str) -> bytes:
        assert self.known is not None
        told = {"sender": submission.sender_of(self.ctx, self.one), "text": text, "reference": self.known.reference}
        return json.dumps(told, ensure_ascii=False).encode()

    async def context(self) -> FollowView:
        """The state in plain words, and the conversation."""
        state, line = self._state()
        can_answer = self.ticket is not None and self.ticket.open
        done = N_("Your answer is sent. It stands here in a moment.") if self.query.get("said") else None
        return FollowView(
            look=look_of(self.opened, framed=False),
            title=webform.title_of(self.opened, self.t.locale),
            reference=self.one.reference,
            state=state,
            line=line,
            said=tuple(self._said(one) for one in self.words),
            action=f"/x/webform/t/{self.params['token']}" if can_answer else "",
            once=str(len(self.words)),
            text=self.text("text"),
            error=self.errors.get("text", "") or self.notice,
            done=self.t.say(done) if done is not None and self.problem is None else "",
        )

    def _state(self) -> tuple[str, str]:
        t = self.t
        if self.ticket is None:
            return t.say(N_("Received")), t.say(N_("We have it. Look in again in a while."))
        found = lifecycle(self.ticket.lifecycle).state(self.ticket.state)
        name = pick(found.requester, t.locale) if found is not None else t.say(N_("In work"))
        if not self.ticket.open:
            return name, t.say(N_("Nothing more is needed from you."))
        return name, t.say(N_("You can add something or answer below."))

    def _said(self, one: Said) -> WordsView:
        t = self.t
        who = N_("You") if one.own else N_("Help desk")
        path = f"/x/webform/t/{self.params['token']}/{one.id}"
        files = tuple(FileLink(name=file.name, href=f"{path}/{n}") for n, file in enumerate(one.files))
        return WordsView(who=t.say(who), own=one.own, when=t.moment(from_us(one.at)), text=one.text, files=files)


class FollowFile(FollowPage):
    """A file of the conversation, for whoever has the link."""

    async def show(self) -> Response:
        """The file. Raises NotFound for all that was not said there."""
        comment, n = str(self.params["comment"]), str(self.params["n"])
        said = next((one for one in self.words if str(one.id) == comment), None)
        found = next((file for at, file in enumerate(said.files) if str(at) == n), None) if said is not None else None
        if found is None:
            raise NotFound
        return FileResponse(open_path(found), headers=headers(found))
