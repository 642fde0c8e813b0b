"""What a page asks of an order besides the form of the service: for whom it is, and of which kind."""

from __future__ import annotations

from typing import Any

from okno.catalog.model import Field, Service
from okno.i18n import Translator
from okno.text import N_
from okno.themes.contexts import FieldView, OptionView
from okno.web.form_fields import FormFields

KIND, BEHALF = "order.kind", "order.behalf"
"""Names on the page: no key of a form has a dot."""
_KINDS = {
    "request": (N_("I need something"), N_("A request: get, change or find out")),
    "incident": (N_("Something does not work"), N_("A failure: it worked before")),
    "consultation": (N_("I have a question"), N_("A consultation: how something is done")),
}


async def behalf_field(made: FormFields, value: Any, typed: str, error: str) -> FieldView:
    """For whom the order is; empty for oneself."""
    field = Field(
        key=BEHALF,
        type="person",
        title={made.t.locale: made.t.say(N_("For whom"))},
        help={made.t.locale: made.t.say(N_("Leave it empty when it is for you."))},
    )
    [view] = await made.views([field], {BEHALF: value}, {BEHALF: typed}, {BEHALF: error} if error else {})
    return view


def kind_field(service: Service, t: Translator, value: str, error: str) -> FieldView:
    """Of which kind the order is, in the words of whoever orders."""
    chosen = value if value in service.all_kinds else service.kind
    return FieldView(
        kind="choice",
        name=KIND,
        label=t.say(N_("What it is about")),
        error=error,
        options=tuple(
            OptionView(value=one, label=t.say(_KINDS[one][0]), note=t.say(_KINDS[one][1]), selected=one == chosen)
            for one in service.all_kinds
        ),
    )
