"""The log of a webhook: what was sent, what became of it, sending it again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.responses import Response

from okno.api import N_, NotFound, Screen, context_of, from_us, plural, utc
from okno.api.themes import ChipView, OptionView
from okno.api.tickets import Ticket, seen_among
from okno_webhooks import delivery
from okno_webhooks.delivery import STATES, WAITING, Delivery
from okno_webhooks.hook import PAUSES, Hook, present
from okno_webhooks.hook_pages import PATH
from okno_webhooks.hook_words import delivery_facts, delivery_state, error_words
from okno_webhooks.kinds import title_of
from okno_webhooks.replaying import PERIODS, replay_one, replay_period
from okno_webhooks.sender import NAME
from okno_webhooks.views import DeliveryLine, LogPage


class Log(Screen):
    """The list with its forms."""

    hook: Hook

    async def load(self) -> None:
        """Finds the webhook."""
        self.hook = await present(str(self.params["hook"]))

    @property
    def own_path(self) -> str:
        """The log of this webhook."""
        return f"{PATH}/{self.hook.id}/log"

    @property
    def state(self) -> str:
        """The state that the list is narrowed to; "" for all."""
        wanted = self.query.get("state", "")
        return wanted if wanted in STATES else ""

    def address(self, **more: str) -> str:
        """The address of this list with some parameters."""
        query = urlencode({name: value for name, value in more.items() if value})
        return f"{self.own_path}?{query}" if query else self.own_path

    async def act(self) -> Response:
        """Sends a test, one delivery again, or all that were given up."""
        match self.text("act"):
            case "test":
                await delivery.put_test(self.hook)
                said = N_("The test goes out. Load the page again to see what became of it.")
            case "replay":
                await self._replay()
                said = N_("It is sent again")
            case "replay_all":
                count = await replay_period(self.actor.author_id, self.hook, self.text("period"))
                said = plural("%(n)s delivery is sent again", "%(n)s deliveries are sent again", count)
            case _:
                raise NotFound
        return self.go(self.address(state=self.state), self.t.say(said))

    async def _replay(self) -> None:
        found = await delivery.required(self.text("delivery"))
        if found.hook_id != self.hook.id:
            raise NotFound(N_("There is no such delivery."))
        await replay_one(self.actor.author_id, found)

    async def context(self) -> LogPage:
        """A page of the list."""
        cursor = self.query.get("cursor", "")
        before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
        found, following = await delivery.page(self.hook.id, state=self.state, before=before)
        seen = await seen_among(self.actor, (one.ticket_id for one in found if one.ticket_id is not None))
        last = (await delivery.last_of([self.hook.id]))[self.hook.id]
        return LogPage(
            id=self.hook.id,
            title=self.hook.title,
            lead=self._lead(),
            why=self.t.say(PAUSES[self.hook.paused]) if self.hook.paused in PAUSES else "",
            tabs=self._tabs(),
            action=self.address(state=self.state),
            rows=tuple(self._line(one, seen) for one in found),
            filtered=bool(self.state),
            next_href=self.address(state=self.state, cursor=str(following)) if following is not None else "",
            periods=tuple(
                OptionView(value=key, label=self.t.say(word), selected=key == "24")
                for key, (_, word) in PERIODS.items()
            ),
            failed=last.failed > 0,
            notice=self.notice,
        )

    def _lead(self) -> str:
        return self.t.say(
            plural(
                "Deliveries to %(host)s of the last day. The order in which they arrive is not promised.",
                "Deliveries to %(host)s of the last %(n)s days. The order in which they arrive is not promised.",
                int(context_of(NAME).settings["days"]),
                host=self.hook.host,
            )
        )

    def _tabs(self) -> tuple[ChipView, ...]:
        every = ChipView(href=self.own_path, label=self.t.say(N_("All")), current=not self.state)
        return (
            every,
            *(
                ChipView(href=self.address(state=key), label=_capital(self.t.say(word)), current=key == self.state)
                for key, word in STATES.items()
            ),
        )

    def _line(self, one: Delivery, seen: Mapping[int, Ticket]) -> DeliveryLine:
        """What a receiver answers may repeat what it was told, so only who sees the request reads it."""
        may_see = one.ticket_id is None or one.ticket_id in seen
        moment = from_us(one.made_at)
        return DeliveryLine(
            id=one.id,
            key=one.key,
            kind=self.t.say(title_of(one.kind)),
            number=str(one.ticket_id) if one.ticket_id in seen else "",
            state=delivery_state(one, self.t),
            facts=delivery_facts(one, self.t),
            error=error_words(one, self.t),
            answer=one.answer if may_see else "",
            hidden=bool(one.answer) and not may_see,
            can_replay=one.state != WAITING and bool(one.body),
            iso=utc(moment),
            time=self.t.moment(moment),
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
