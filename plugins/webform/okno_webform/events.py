"""Facts about forms. `stream_id` is the form; what people wrote and who they are is never among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import Event


@dataclass(frozen=True, kw_only=True)
class FormChanged(Event):
    """Somebody has made, changed, switched (`on`, `off`) or deleted a form: `what` says which."""

    stream: ClassVar[str] = "x_webform"
    audited: ClassVar[bool] = True
    what: str


@dataclass(frozen=True, kw_only=True)
class FormSubmitted(Event):
    """Somebody has sent a form: `audience` is that of the form, `submission_id` ours."""

    stream: ClassVar[str] = "x_webform"
    submission_id: int
    audience: str
