"""A form that somebody has begun: kept while he writes, there again when he comes back, thrown away on request."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.clock import from_us
from okno.errors import Invalid
from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.tickets import draft
from okno.web import sending
from okno.web.form_fields import FormFields
from okno.web.order import OrderForm

ACT = "order.act"


class OrderDraft(OrderForm):
    """Keeps or drops a draft. A script asks for JSON and hears what was kept; a browser without one is sent back."""

    async def act(self) -> Response:
        """Keeps what was sent, right or wrong; files are stored and known by their ids from then on."""
        path = f"/catalog/{self.service.key}"
        if self.text(ACT) == "drop":
            await draft.drop(self.actor.id, self.service.key)
            return self.go(path, self.t.say(N_("Draft deleted")))
        refused: Invalid | None = None
        try:
            await self.read()
        except Invalid as error:
            refused = error
        said = "" if await sending.was_sent(self) else await self._keep()
        if refused is not None:
            raise refused
        if "application/json" in self.request.headers.get("accept", ""):
            return JSONResponse({"time": said, "files": await self._files()})
        return self.go(path, self.t.say(N_("Draft saved")))

    async def _keep(self) -> str:
        kept = await draft.save(self.actor.id, self.service.key, self.revision or registry.revision(), self.answers)
        return self.t.time(from_us(kept.at))

    async def _files(self) -> dict[str, list[dict[str, str]]]:
        """The files that are kept, by field: a script shows them in place of those that were chosen."""
        fields = [one for one in self.service.fields if one.type == "file" and one.at_order]
        views = await FormFields(self.t, self.actor.id, 0).views(fields, self.answers, {}, {})
        return {
            view.name: [{"id": file.id, "name": file.name, "size": file.size} for file in view.files] for view in views
        }


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of drafts."""
    return [page("/catalog/{key}/draft", OrderDraft, needs="service.order", methods=("POST",))]
