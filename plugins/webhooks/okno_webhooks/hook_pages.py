"""The pages of webhooks: the list, one of them in a form, its secret."""

from __future__ import annotations

from starlette.responses import Response

from okno.api import N_, Conflict, NotFound, PageContext, Screen, context_of, from_us, now_us, plural
from okno.api.people import get as get_person
from okno.api.teams import get_many as get_teams
from okno.api.themes import error_links
from okno_webhooks import delivery, hook_form, keeping
from okno_webhooks.draft import Draft, may_choose
from okno_webhooks.hook import FIELDS, PAUSES, Hook, every, present
from okno_webhooks.hook_words import hook_facts, hook_state
from okno_webhooks.sender import NAME
from okno_webhooks.views import HookLine, HookPage, HooksPage, SecretPage

PATH = "/x/webhooks"


class Hooks(Screen):
    """The list."""

    async def context(self) -> HooksPage:
        """All of them, those that the server has stopped first."""
        hooks = sorted(await every(), key=lambda one: (not one.paused, one.id))
        fresh = now_us() - keeping.UNDO_US
        deleted = [one for one in await every(deleted=True) if (one.deleted_at or 0) > fresh]
        last = await delivery.last_of([one.id for one in hooks])
        full = N_("There are %(n)s webhooks already. Delete one that is not used.", n=keeping.MOST)
        return HooksPage(
            rows=tuple(self._line(one, hook_facts(one, last[one.id], self.t)) for one in hooks),
            deleted=tuple(self._line(one, (self._until(one),)) for one in deleted),
            full=self.t.say(full) if len(hooks) >= keeping.MOST else "",
        )

    def _line(self, hook: Hook, facts: tuple[str, ...]) -> HookLine:
        return HookLine(
            id=hook.id,
            title=hook.title,
            host=hook.host,
            state=hook_state(hook, self.t),
            facts=facts,
            why=self.t.say(PAUSES[hook.paused]) if hook.paused in PAUSES else "",
        )

    def _until(self, hook: Hook) -> str:
        end = from_us((hook.deleted_at or 0) + keeping.UNDO_US)
        return self.t.say(N_("deleted; can be taken back until %(when)s", when=self.t.moment(end)))


class OneHook(Screen):
    """One webhook in a form: a new one, or one that is there."""

    hook: Hook | None = None
    secret = ""

    async def load(self) -> None:
        """Finds it."""
        if "hook" in self.params:
            self.hook = await present(str(self.params["hook"]))

    async def act(self) -> Response | None:
        """Makes it or saves it: it acts with the rights of whoever does so."""
        ctx, draft = context_of(NAME, self.actor), hook_form.read(self, self.hook)
        if self.hook is None:
            # The secret is in no address and in no cookie, so the answer to the form shows it.
            hook_id, self.secret = await keeping.make(ctx, self.actor, draft)
            self.hook = await present(hook_id)
            return None
        await keeping.change(ctx, self.actor, self.hook, draft, version=self._sent())
        return self.go(f"{PATH}/{self.hook.id}", self.t.say(N_("The webhook is saved")))

    def _sent(self) -> int:
        text = self.text("version")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else -1

    async def context(self) -> HookPage | SecretPage:
        """The form, or the secret of what was just made."""
        if self.hook is not None and self.secret:
            return SecretPage(id=self.hook.id, title=self.hook.title, secret=self.secret, fresh=True)
        return await self._form()

    async def _form(self) -> HookPage:
        hook, typed = self.hook, self.problem is not None
        usual = Draft.of(hook) if hook is not None else Draft(title="", url="", level=FIELDS, kinds=())
        draft = hook_form.read(self, hook) if typed else usual
        fields = hook_form.fields(self.t, draft, self.errors)
        scope = await hook_form.scope_fields(self.t, self.actor, draft, self.errors)
        conflict = isinstance(self.problem, Conflict)
        return HookPage(
            id=hook.id if hook is not None else 0,
            title=hook.title if hook is not None else self.t.say(N_("A new webhook")),
            version=hook.version if hook is not None and (conflict or not typed) else max(self._sent(), 0),
            fields=fields,
            scope=scope,
            scope_open=bool(draft.teams or draft.services or {"teams", "services"} & self.errors.keys()),
            active=hook_form.active_field(self.t, draft),
            headers=hook_form.header_fields(self.t, draft, hook),
            headers_error=self.errors.get("headers", ""),
            errors=error_links((*fields, *scope), self.errors, self.notice if typed and not self.errors else ""),
            eyes=await self._eyes(),
            state=hook_state(hook, self.t) if hook is not None else None,
            notes=await self._notes(),
            why=self.t.say(PAUSES[hook.paused]) if hook is not None and hook.paused in PAUSES else "",
            overlap=_overlap(self, hook),
        )

    async def _eyes(self) -> str:
        if self.hook is None:
            return self.t.say(N_("It will act with your rights: what you do not see is not told."))
        owner = await get_person(self.hook.owner_id)
        if owner is not None and owner.id == self.actor.id:
            return self.t.say(N_("It acts with your rights: what you do not see is not told."))
        return self.t.say(
            N_(
                "It acts with the rights of %(name)s. When you save it, it acts with yours.",
                name=owner.name if owner is not None else "—",
            )
        )

    async def _notes(self) -> tuple[str, ...]:
        """What would surprise after saving."""
        notes = []
        if hook_form.blind(self.actor):
            notes.append(
                N_(
                    "You see the requests of no team, so a webhook of yours tells only of your own. Let somebody make"
                    " it who works in the team and may manage webhooks."
                )
            )
        if self.hook is not None:
            teams = await get_teams(self.hook.teams)
            lost = sum(one not in teams or not may_choose(self.actor, teams[one]) for one in self.hook.teams)
            if lost:
                notes.append(
                    plural(
                        "It names a team that you do not see. When you save it, it tells no more of that.",
                        "It names %(n)s teams that you do not see. When you save it, it tells no more of them.",
                        lost,
                    )
                )
        return tuple(self.t.say(one) for one in notes)


def _overlap(screen: Screen, hook: Hook | None) -> str:
    """Until when the secret before is good, in words."""
    if hook is None or not hook.old_secret or (hook.old_until or 0) <= now_us():
        return ""
    return screen.t.moment(from_us(hook.old_until or 0))


class Rotation(Screen):
    """Another secret for a webhook."""

    hook: Hook
    secret = ""

    async def load(self) -> None:
        """Finds it."""
        self.hook = await present(str(self.params["hook"]))

    async def act(self) -> Response | None:
        """Makes the secret, or lets go of the one before."""
        if self.text("act") == "end":
            await keeping.end_old(self.actor, self.hook)
            return self.go(f"{PATH}/{self.hook.id}", self.t.say(N_("Only the new secret is good now")))
        self.secret = await keeping.rotate(context_of(NAME, self.actor), self.actor, self.hook)
        self.hook = await present(self.hook.id)
        return None

    async def context(self) -> SecretPage:
        """The secret, once."""
        return SecretPage(
            id=self.hook.id,
            title=self.hook.title,
            secret=self.secret,
            fresh=False,
            overlap=_overlap(self, self.hook),
        )


class _Act(Screen):
    """A form without a page of its own: what it refuses is a page of errors."""

    async def context(self) -> PageContext:
        """Nothing is shown here."""
        raise self.problem or NotFound


class Deletion(_Act):
    """Deletes a webhook; the next page offers to take that back."""

    async def act(self) -> Response:
        """Does it."""
        hook = await present(str(self.params["hook"]))
        await keeping.delete(self.actor, hook)
        return self.go(PATH, self.t.say(N_("The webhook is deleted")), undo=f"{PATH}/{hook.id}/restore")


class Restoration(_Act):
    """Takes a deletion back."""

    async def act(self) -> Response:
        """Does it."""
        hook = await keeping.restore(self.actor, str(self.params["hook"]))
        return self.go(f"{PATH}/{hook.id}", self.t.say(N_("The webhook is back")))
