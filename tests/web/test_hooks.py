"""Plugins at work on pages: hidden services, offered and checked answers, a field of their own, buttons, the editor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from okno import people
from okno.catalog import drafts, registry, store
from okno.catalog.hooks import FieldType, Guard
from okno.catalog.model import Choice, Field
from okno.text import N_, Phrase
from tests.guests import NAME, broken, with_plugin
from tests.web.browsing import Document
from tests.web.conftest import MONITOR, Company, order

SIZE = f"x.{NAME}.size"
EDITOR = "/admin/catalog"


def buttons(page: Document, number: int) -> set[str]:
    """What can be sent from the page of a ticket about the ticket."""
    return {form.action for form in page.forms if form.action.startswith(f"/tickets/{number}/")}


# The catalog --------------------------------------------------------------------------------------------------


async def test_a_hidden_service_is_on_no_page(company: Company) -> None:
    async def catalog_visible(ctx: object, services: frozenset[str], *, person: people.Person) -> frozenset[str]:
        return services - {"monitor"} if person.login == "anna" else services

    with with_plugin(catalog_visible=catalog_visible):
        for path in ("/", "/catalog", "/catalog?q=монитор", "/search?q=монитор&kind=services"):
            page = await company.anna.open(path)
            assert not any(href.startswith("/catalog/monitor") for href, _ in page.links), path
        await company.anna.open("/catalog/monitor", status=404)
        await company.stranger.open("/catalog/monitor")


async def test_when_nobody_knows_what_is_hidden_the_page_says_so(company: Company) -> None:
    with with_plugin(catalog_visible=broken):
        for path in ("/", "/catalog", "/catalog?q=монитор"):
            page = await company.anna.open(path)
            assert "can’t be shown at the moment" in page.text("main"), path
            assert not any(href.startswith("/catalog/") for href, _ in page.links), path
        page = await company.anna.open("/catalog/monitor", status=422)
        assert NAME in page.text("main")


# Ordering -----------------------------------------------------------------------------------------------------


async def form_prefill(ctx: object) -> Mapping[str, Any]:
    """What a plugin knows."""
    return {"place": "Room of the plugin", "model": "of no list"}


async def ticket_check(ctx: object, *, answers: Mapping[str, Any]) -> Mapping[str, Phrase] | None:
    """What it finds wrong."""
    return {"place": N_("There is no such room.")} if answers["place"] == "Nowhere" else None


async def test_the_form_begins_with_what_a_plugin_offers(company: Company) -> None:
    with with_plugin(form_prefill=form_prefill):
        form = (await company.anna.open("/catalog/monitor")).form("/catalog/monitor")
        assert form.values["place"] == ["Room of the plugin"]
        assert form.values["model"] == ["24"], "what no field takes is left out"


async def test_a_problem_stands_beside_the_field_with_all_that_was_typed(company: Company) -> None:
    async def ticket_route(ctx: object) -> str:
        return "accounting"

    with with_plugin(ticket_check=ticket_check, ticket_route=ticket_route):
        page = await company.anna.open("/catalog/monitor")
        page = await company.anna.send(page.form("/catalog/monitor"), fill={**MONITOR, "place": "Nowhere"}, status=422)
        assert "There is no such room." in page.text("main")
        assert page.form("/catalog/monitor").values["place"] == ["Nowhere"]
        number = await order(company.anna)
    assert (await company.anna.open(f"/tickets/{number}")).text("h1")


# A field of a plugin -------------------------------------------------------------------------------------------


def small(value: Any) -> str:
    """Takes a size of the list."""
    if value not in ("s", "m"):
        raise ValueError(N_("There is no such size."))
    return str(value)


def field_types(ctx: object) -> Sequence[FieldType]:
    """A size."""
    options = (Choice(value="s", title={"ru": "Малый", "en": "Small"}), Choice(value="m", title={"ru": "М", "en": "M"}))
    return [
        FieldType(
            key=SIZE,
            title={"ru": "Размер", "en": "A size"},
            check=small,
            widget="select",
            options=lambda: options,
            schema={"enum": ["s", "m"]},
        )
    ]


async def with_size() -> None:
    """The monitor asks for a size from now on."""
    catalog = registry.current()
    monitor = catalog.services["monitor"]
    size = Field(key="size", type=SIZE, title={"ru": "Размер", "en": "Size"})
    services = {**catalog.services, "monitor": replace(monitor, fields=(*monitor.fields, size))}
    await store.apply(replace(catalog, services=services), actor_id=None, base=registry.revision())
    await registry.refresh()


async def test_a_field_of_a_plugin_is_asked_and_told(company: Company) -> None:
    await with_size()
    with with_plugin(field_types=field_types):
        page = await company.anna.open("/catalog/monitor")
        assert "Small" in page.text("main")
        number = await order(company.anna, size="s")
        assert "Small" in company.anna.page.text("main")
        assert "Small" in (await company.boris.open(f"/tickets/{number}")).text("main")
        page = await company.anna.open("/catalog/monitor")
        page = await company.anna.send(page.form("/catalog/monitor"), fill={**MONITOR, "size": "xl"}, status=422)
        assert "There is no such size." in page.text("main")
    # The plugin is gone: what was stored is told as it is, the form asks for text.
    told = (await company.boris.open(f"/tickets/{number}")).text("main")
    assert re.search(r"Size ?s\b", told)
    assert "Small" not in told
    assert "size" in (await company.anna.open("/catalog/monitor")).form("/catalog/monitor").names
    await order(company.anna, size="any words")


async def test_the_editor_offers_the_type_and_keeps_it_when_the_plugin_is_gone(company: Company) -> None:
    await with_size()
    where = f"{EDITOR}/services/monitor/form/size"
    with with_plugin(field_types=field_types):
        page = await company.admin.open(where)
        assert "A size: from the plugin “shy”" in page.text("main")
        assert page.form(where).values["type"] == [SIZE]
    page = await company.admin.open(where)
    assert page.form(where).values["type"] == [SIZE]
    await company.admin.send(page.form(where), fill={"title.en": "Size of it"})
    body = (await drafts.edited("service", "monitor")).body
    assert body is not None
    [size] = [one for one in body["fields"] if one["key"] == "size"]
    assert (size["type"], size["title"]["en"]) == (SIZE, "Size of it")


# Requests -----------------------------------------------------------------------------------------------------


async def may(ctx: Any, *, action: str) -> Phrase | None:
    """Forbids Boris all work."""
    return N_("The stocktaking goes on.") if ctx.actor.name.startswith("Борис") else None


async def test_what_a_plugin_forbids_is_not_offered(company: Company) -> None:
    number = await order(company.anna)
    asked: list[str] = []

    async def counted(ctx: Any, *, action: str) -> Phrase | None:
        asked.append(action)
        return await may(ctx, action=action)

    before = buttons(await company.boris.open(f"/tickets/{number}"), number)
    with with_plugin(may=counted):
        page = await company.boris.open(f"/tickets/{number}")
        assert asked == ["ticket.handle"]
        assert buttons(page, number) < before
        assert f"/tickets/{number}/assign" not in buttons(page, number)
        assert f"/tickets/{number}/move" not in buttons(page, number)
        assert buttons(await company.vera.open(f"/tickets/{number}"), number) == before


async def test_what_is_done_all_the_same_is_refused_with_its_words(company: Company) -> None:
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    with with_plugin(may=may):
        page = await company.boris.send(page.form(f"/tickets/{number}/assign", "me"), press="me", status=403)
    assert "The stocktaking goes on." in page.text("main")


async def test_the_editor_offers_guards_and_keeps_those_of_a_plugin_that_is_gone(company: Company) -> None:
    async def check(ctx: object) -> None:
        """Always content."""

    def lifecycle_guards(ctx: object) -> Sequence[Guard]:
        return [Guard(key=f"x.{NAME}.signed", title={"ru": "Подписано", "en": "It is signed"}, check=check)]

    where = f"{EDITOR}/lifecycles/default/ways/0"
    assert "It is signed" not in (await company.admin.open(where)).text("main")
    with with_plugin(lifecycle_guards=lifecycle_guards):
        page = await company.admin.open(where)
        assert "It is signed" in page.text("main")
        await company.admin.send(page.form(where, "save"), fill={"guards": f"x.{NAME}.signed"}, press="save")
    page = await company.admin.open(where)
    assert page.form(where, "save").values["guards"] == [f"x.{NAME}.signed"]
    body = (await drafts.edited("lifecycle", "default")).body
    assert body is not None
    assert body["transitions"][0]["guards"] == [f"x.{NAME}.signed"]
