"""The form: inside pages of others, where nobody is known, and for whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from okno.api import N_, Context, NotFound, PageContext, Refused, Screen, context_of, errors
from okno.api.catalog import Service, Shelf, current, prefill
from okno.api.framing import let_in
from okno_webform import filling, question, submission, token, webform
from okno_webform.filling import MB, MOST_FILES, Filling, Refusal, Typed
from okno_webform.webform import PLUGIN, STAFF, Form


@dataclass(frozen=True, kw_only=True)
class FramePage(PageContext):
    """The form as pages of others show it. `door` leads to that of whoever is signed in."""

    template: ClassVar[str] = "x/webform/frame.html"
    look: FrameLook
    title: str
    form: Filling | None
    door: str = ""
    staff: bool = False
    preview: bool = False


@dataclass(frozen=True, kw_only=True)
class FrameLook:
    """How pages of a form look, and whose pages may show them."""

    theme: str = ""
    accent: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OwnPage(PageContext):
    """The form within the pages of the portal."""

    template: ClassVar[str] = "x/webform/own.html"
    form: Filling


def look_of(form: Form, *, framed: bool = True) -> FrameLook:
    """How pages of this form look."""
    return FrameLook(theme=form.theme, accent=form.accent, origins=form.origins if framed else ())


class Sender(Screen):
    """What both have in common."""

    opened: Form
    service: Service | None = None
    typed: Typed | None = None

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN)

    async def found(self) -> Form:
        """The form of the address, when it is in use. Raises NotFound."""
        form = await webform.by_key(str(self.params["key"]))
        if form is None or not form.active:
            raise NotFound
        return form

    async def take(self, person_id: int) -> submission.Submission:
        """Keeps what was sent. Raises Invalid by field, Refused and TooMany."""
        if self.service is None:
            raise Refused(N_("This form does not fit its service any more. Tell the help desk."))
        self.typed = Typed(self.ctx, self.opened, self.service, self.form, signed_in=bool(person_id))
        proof = self.typed.proof(person_id)
        sent = await self.typed.read(self.t, company_locale=self.settings.locale)
        return await submission.take(
            self.ctx,
            self.opened,
            proof,
            sent,
            address=self.visit.address,
            locale=self.t.locale,
            person_id=person_id or None,
        )

    async def filling(self, action: str, person_id: int = 0, start: dict[str, Any] | None = None) -> Filling | None:
        """The form, empty or as it came back; None when its service is gone."""
        if self.service is None:
            return None
        return await filling.filling(
            self.ctx,
            self.opened,
            self.service,
            self.t,
            action=action,
            person_id=person_id,
            refused=Refusal(self.typed, self.errors, self.notice) if self.problem is not None else None,
            start=start,
        )


class FramedForm(Sender):
    """The form inside of another page, or opened by itself: nobody is known, no cookie is read or set."""

    async def file_limits(self) -> Any:
        """Files, and no large ones, where the form asks for some."""
        form = await webform.by_key(str(self.params["key"]))
        service = current().services.get(form.service) if form is not None and form.active else None
        if form is None or service is None or form.audience == STAFF or not question.asks_files(service, form):
            return None
        most = int(self.ctx.settings["file_mb"]) * MB
        return self.settings.limits.model_copy(update={"upload_bytes": most + 1, "form_files": MOST_FILES})

    async def load(self) -> None:
        """The form, in its language, for those who may show it."""
        self.opened = await self.found()
        self.service = current().services.get(self.opened.service)
        self.visit.locale = self.opened.locale or self.visit.locale
        let_in(self.visit, self.opened.origins)

    async def act(self) -> Response | None:
        """Keeps what was sent and thanks for it."""
        if self.opened.audience == STAFF:
            raise Refused(N_("This form is for colleagues who are signed in."))
        try:
            one = await self.take(0)
        except errors.TooMany as error:
            # It is shown again with all that was typed.
            self.problem = error
            return None
        about = token.link(self.ctx, token.SENT, f"{self.opened.id}-{one.reference}")
        return self.redirect(f"/x/webform/s/{about}")

    async def context(self) -> PageContext | Response:
        """The form; whoever is signed in and opens it by itself gets his own."""
        if self.visit.person is not None:
            return self.redirect(self.opened.own_path)
        staff = self.opened.audience == STAFF
        made = None if staff else await self.filling(self.opened.path)
        title = webform.title_of(self.opened, self.t.locale)
        return FramePage(look=look_of(self.opened), title=title, form=made, door=self.opened.own_path, staff=staff)


class OwnForm(Sender):
    """The same for whoever is signed in: it is ordered in his name."""

    section = "catalog"

    async def load(self) -> None:
        """The form, as far as its service is there for him. Raises NotFound."""
        self.opened = await self.found()
        shelf = (await Shelf.of(self.actor.id)).opened()
        self.service = shelf.service(self.opened.service)
        if self.service is None:
            raise NotFound

    async def act(self) -> Response | None:
        """Keeps what was sent; it is among his requests in a moment."""
        try:
            one = await self.take(self.actor.id)
        except errors.TooMany as error:
            self.problem = error
            return None
        said = N_("Sent. The request is here in a moment: %(reference)s", reference=one.reference)
        return self.go("/tickets", self.t.say(said))

    async def context(self) -> OwnPage:
        """The form with what is known of him."""
        assert self.service is not None
        start = prefill(self.service, self.person)
        made = await self.filling(self.opened.own_path, self.actor.id, start)
        assert made is not None
        return OwnPage(form=made)
