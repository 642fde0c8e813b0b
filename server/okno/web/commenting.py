"""Words in a ticket: sending them, what follows the sending, and the drafts and files that wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.clock import from_us
from okno.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, TooMany
from okno.files import get as get_file
from okno.http import local, page
from okno.http.forms import texts
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight, comment, move, reply_drafts, store
from okno.tickets.comment import Comment as Said, require_may_comment
from okno.tickets.meanwhile import answered_since
from okno.tickets.mentions import unheard
from okno.tickets.outside import require_may_tell, tell, thread_in
from okno.web import sending, uploads
from okno.web.reply_box import NEXT, BoxState
from okno.web.ticket import TicketScreen
from okno.web.typed import Typed
from okno.web.watch_panel import unheard_query

FILES = "files"
KEPT = "files.kept"
HX = "hx-request"
ANSWERED = N_("A colleague has answered meanwhile. Read it; send yours as well if it is still needed.")


async def _require_may_write(screen: TicketScreen, visibility: str) -> None:
    """Raises what writing would, before files are taken in."""
    thread_id = thread_in(visibility)
    if thread_id is not None:
        await require_may_tell(screen.actor, screen.ticket.id, thread_id)
    else:
        await require_may_comment(screen.actor, screen.ticket.id, visibility)


class Comment(TicketScreen):
    """Words, to the requester, to the team or to an outsider."""

    @property
    def visibility(self) -> str:
        """Who shall read them."""
        return self.text("visibility", "public")

    async def act(self) -> Response:
        """Writes them. What the work stands for goes on with the answer."""
        files = list(texts(self.form, KEPT))
        await _require_may_write(self, self.visibility)
        try:
            await uploads.keep(self, FILES, files)
            return await self._send(files)
        except (Invalid, Conflict):
            self.box = BoxState(kept=files, meanwhile=self.box.meanwhile)
            await self._keep_draft()
            raise

    async def _send(self, files: Sequence[str]) -> Response:
        content = [self.text("text"), self.visibility, self.text("then"), await sending.contents(files)]
        response = await sending.once(self, f"comment {self.ticket.id}", content, lambda: self._write(files))
        goal = response.headers.get("location", "")
        if goal and self.text("then") and self.request.headers.get(HX):
            # The script of the box shows one part of a page: to another page it is sent as a whole.
            return Response(status_code=200, headers={"HX-Redirect": goal})
        return response

    async def _write(self, files: Sequence[str]) -> Response:
        await self._look_meanwhile()
        then = self.text("then") if self.seen is Sight.STAFF else ""
        if then and then != NEXT and self.visibility == "public":
            return await self._write_and_move(then, files)
        thread_id = thread_in(self.visibility)
        if thread_id is not None:
            said = await tell(self.actor, self.ticket.id, thread_id, text=self.text("text"), files=files)
        else:
            said = await comment(
                self.actor, self.ticket.id, text=self.text("text"), visibility=self.visibility, files=files
            )
        await self._sent()
        if then and then != NEXT:
            await move(self.actor, self.ticket.id, to=then, version=self.version)
            return self._moved()
        if then == NEXT:
            return self.go(local(self.text("next") or "/desk", "/desk"), self._sent_words())
        heard = self.visibility if thread_id is None else "internal"
        deaf = await unheard(self.ticket, self.seen, said.text, heard)
        # What goes on as another ticket is answered there.
        return self.redirect(f"/tickets/{said.ticket_id}" + unheard_query([one.id for one in deaf]))

    async def _write_and_move(self, to: str, files: Sequence[str]) -> Response:
        """One letter for both: the words go with the move."""
        try:
            await move(
                self.actor, self.ticket.id, to=to, version=self.version, text=self.text("text"), files=list(files)
            )
        except Invalid as error:
            raise Invalid({"text": next(iter(error.fields.values()), error.phrase)}) from error
        await self._sent()
        return self._moved()

    def _moved(self) -> Response:
        return self.go(self.address, self._sent_words())

    def _sent_words(self) -> str:
        return self.t.say(N_("The answer to request %(number)s is sent", number=self.ticket.number))

    async def _sent(self) -> None:
        await reply_drafts.drop(self.actor.id, self.ticket.id, self.visibility)

    async def _look_meanwhile(self) -> None:
        """Refuses once when a colleague was faster: whoever has read it sends again."""
        seen = self.text("seen")
        if self.seen is not Sight.STAFF or self.visibility != "public" or not (seen.isascii() and seen.isdigit()):
            return
        # Nobody may answer between this look and the writing.
        await store.locked(self.ticket.id)
        said: Sequence[Said] = await answered_since(self.ticket, int(seen[:18]), self.actor.id)
        if said:
            self.box = BoxState(kept=self.box.kept, meanwhile=said)
            raise Conflict(ANSWERED)

    async def _keep_draft(self) -> None:
        """What was refused is not lost with the page."""
        with suppress(Invalid, Conflict, Forbidden, NotFound, TooLarge, TooMany):
            await reply_drafts.save(self.actor, self.ticket.id, self.visibility, self.text("text"))

    def typed(self) -> Typed:
        """The words and for whom they were."""
        error = next(iter(self.errors.values()), "")
        return Typed(reply=self.text("text"), reply_error=error, visibility=self.visibility)

    async def _said(self) -> str:
        # What was said meanwhile stands in the box itself.
        return "" if self.box.meanwhile else await super()._said()


class Draft(TicketScreen):
    """The words that are being typed. A script asks for JSON; a browser without one is sent back."""

    async def act(self) -> Response:
        """Keeps them, unless they were sent meanwhile."""
        kept = None
        if not await sending.was_sent(self):
            kept = await reply_drafts.save(
                self.actor, self.ticket.id, self.text("visibility", "public"), self.text("text")
            )
        if "other" in self.form:
            # The switch was pressed: the words have moved to the other side, whatever was there.
            beside = "internal" if self.text("visibility", "public") == "public" else "public"
            other = self.text("other_side", beside)
            await reply_drafts.save(self.actor, self.ticket.id, other, self.text("other"))
        said: Mapping[str, str] = {"time": self.t.time(from_us(kept.at)) if kept is not None else ""}
        if "application/json" in self.request.headers.get("accept", ""):
            return JSONResponse(said)
        return self.redirect(f"{self.address}#reply")


class DraftDrop(TicketScreen):
    """Throwing a draft away; the page that follows offers to bring it back."""

    async def act(self) -> Response | None:
        """Drops it, or brings back what was dropped."""
        visibility = self.text("visibility", "public")
        if self.text("bring"):
            await reply_drafts.save(self.actor, self.ticket.id, self.text("side", "public"), self.text("bring"))
            return self.redirect(f"{self.address}#reply")
        gone = await reply_drafts.drop(self.actor.id, self.ticket.id, visibility)
        self.box = BoxState(dropped=gone or self.text("text"), dropped_visibility=visibility)
        return None


class TicketFiles(TicketScreen):
    """One file for the answer that is being typed, stored at once; it belongs to nothing until that is sent."""

    async def act(self) -> Response:
        """Stores it and tells its id."""
        await _require_may_write(self, self.text("visibility", "public"))
        stored: list[str] = []
        await uploads.keep(self, FILES, stored)
        found = [await get_file(one) for one in stored]
        return JSONResponse(
            [{"id": one.public_id, "name": one.name, "size": self.t.size(one.size)} for one in found if one is not None]
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes; that of the words shows the page of the ticket too, for whoever loads it anew."""
    return [
        page("/tickets/{number}/comment", Comment, needs="ticket.own"),
        page("/tickets/{number}/draft", Draft, needs="ticket.own", methods=("POST",)),
        page("/tickets/{number}/draft/drop", DraftDrop, needs="ticket.own", methods=("POST",)),
        page("/tickets/{number}/files", TicketFiles, needs="ticket.own", methods=("POST",)),
    ]
