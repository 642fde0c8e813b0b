"""What is shown after sending: thanks, a reference, and how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import N_, Context, NotFound, PageContext, Screen, context_of, pick
from okno.api.framing import let_in
from okno_webform import submission, token, webform
from okno_webform.form_page import FrameLook, look_of
from okno_webform.webform import ANYBODY, COMPANY, PLUGIN, Form


@dataclass(frozen=True, kw_only=True)
class SentPage(PageContext):
    """Thanks. `follow` is the page on which somebody without an account sees how it goes on."""

    template: ClassVar[str] = "x/webform/sent.html"
    look: FrameLook
    title: str
    thanks: str
    reference: str
    then: str
    follow: str = ""
    again: str = ""


class ThanksPage(Screen):
    """Thanks for one submission, by a signed word in the address. Shown again, nothing is sent again."""

    opened: Form
    reference: str

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN)

    async def load(self) -> None:
        """The form and the reference. Raises NotFound for words that were not signed here."""
        form_id, _, self.reference = token.about(self.ctx, token.SENT, str(self.params["token"])).partition("-")
        form = await webform.by_id(int(form_id)) if form_id else None
        if form is None:
            raise NotFound
        self.opened = form
        self.visit.locale = form.locale or self.visit.locale
        let_in(self.visit, form.origins)

    async def context(self) -> SentPage:
        """Thanks, and what happens next."""
        form, t = self.opened, self.t
        one = await submission.find("reference", self.reference)
        follow = ""
        if form.audience == ANYBODY and one is not None:
            follow = f"/x/webform/t/{token.link(self.ctx, token.FOLLOW, self.reference)}"
        if form.audience == COMPANY:
            hours = self.ctx.settings["confirm_hours"]
            then = N_(
                "If this login or address is one of ours, a letter is on its way. Confirm within %(n)s h, else what you"
                " sent is removed.",
                n=hours,
            )
        else:
            then = N_("Keep the link: by it you see how it goes on, and can answer.")
        return SentPage(
            look=look_of(form),
            title=t.say(N_("Almost done: confirm it") if form.audience == COMPANY else N_("Sent")),
            thanks=pick(form.thanks, t.locale),
            reference=self.reference,
            then=t.say(then),
            follow=follow,
            again=form.path,
        )
