"""Forms over REST: which there are and where they stand."""

from __future__ import annotations

from okno.api import Call, Model, endpoint
from okno.api.outbound import own_url
from okno_webform import webform


class FormOut(Model):
    """A form. `audience` is staff, company or anybody."""

    key: str
    title: dict[str, str]
    service: str
    audience: str
    origins: list[str]
    active: bool
    url: str


class FormList(Model):
    """All forms; there are few."""

    items: list[FormOut]


async def forms(_: Call) -> FormList:
    """The forms, by their addresses."""
    found = await webform.all_forms()
    return FormList(
        items=[
            FormOut(
                key=one.key,
                title=dict(one.title),
                service=one.service,
                audience=one.audience,
                origins=list(one.origins),
                active=one.active,
                url=own_url(one.path),
            )
            for one in found
        ]
    )


ENDPOINTS = [endpoint("GET", "/x/webform/forms", forms, needs="webform.manage", answer=FormList)]
