"""The editor of a service: its order form as an employee sees it, made from the draft."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from starlette.routing import BaseRoute

from okno.catalog import forms
from okno.catalog.model import Service
from okno.catalog.sent import from_form, prefill
from okno.catalog.terms import terms
from okno.http import page
from okno.settings import Settings
from okno.text import N_, pick
from okno.themes.contexts import ArticleView, StepView
from okno.themes.editor import ItemPreviewPage
from okno.web import order_steps
from okno.web.form_fields import FormFields
from okno.web.service_screen import PATH, ServiceScreen


class Preview(ServiceScreen):
    """The form with its conditions; it cannot be sent."""

    tab = "preview"

    async def context(self) -> ItemPreviewPage:
        """The form, with the answers of the address as far as there are any."""
        service = self.catalog.services.get(self.key)
        head, t = await self.head(self.body), self.t
        if service is None:
            return ItemPreviewPage(
                head=head,
                action=self.landing,
                title="",
                broken=t.say(N_("The service cannot be shown yet: put right what is wrong with it.")),
            )
        # What is wrong elsewhere does not spoil the form.
        steps: tuple[StepView, ...] = ()
        term = ""
        with suppress(ValueError):
            term = t.working(terms(service, 3, self.catalog.sla).resolve)
            steps = await order_steps.steps(service, t)
        return ItemPreviewPage(
            head=head,
            action=self.landing,
            title=pick(service.title, t.locale),
            summary=pick(service.description, t.locale) or pick(service.summary, t.locale),
            fields=await self._fields(service),
            steps=steps,
            term=term,
            owner=pick(service.owner, t.locale),
            articles=tuple(
                ArticleView(title=pick(one.title, t.locale), text=pick(one.text, t.locale)) for one in service.articles
            ),
            hidden=self._hidden(service),
        )

    async def _fields(self, service: Service) -> Any:
        made = FormFields(self.t, self.actor.id, self.settings.limits.upload_bytes)
        sent = self.request.query_params
        answers = from_form(forms.order_fields(service), sent) if sent else prefill(service, self.person)
        return await made.of(service, answers, {}, {})

    def _hidden(self, service: Service) -> tuple[str, ...]:
        """The questions that the employee is not asked: of teams, and for the closing."""
        return tuple(pick(one.title, self.t.locale) for one in service.fields if not one.static and not one.at_order)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The preview of a service."""
    return [page(PATH + "/{key}/preview", Preview, needs="catalog.manage", methods=("GET",))]
