"""Rules and macros in the browser: built from lists, tried on past tickets, run by one press."""

from __future__ import annotations

from typing import Any

from okno import access, teams
from okno.catalog import drafts, registry
from okno.catalog.automation import Rule
from okno.catalog.publishing import publish
from okno.catalog.shape import plain
from okno.db import execute
from tests.company import make_confidential, team_id
from tests.tickets.automating import act, deliver, in_force, macro, rule, when
from tests.web.browsing import Browser, Document
from tests.web.conftest import Company, order

HOME = "/admin/catalog/rules"


async def body(kind: str, key: str) -> dict[str, Any]:
    """An item as its draft has it."""
    found = (await drafts.edited(kind, key)).body
    assert found is not None
    return found


async def press(who: Browser, path: str, button: str, **fill: str) -> Document:
    """Fill in the editor and press one of its buttons."""
    page = await who.open(path)
    return await who.send(
        page.form(path, button), fill={name.replace("__", "."): v for name, v in fill.items()}, press=button
    )


async def begin(who: Browser, kind: str, title: str) -> str:
    """A new draft; its address."""
    where = f"/admin/catalog/{kind}/new"
    page = await who.open(where)
    await who.send(page.form(where), fill={"title.ru": title, "title.en": title})
    return who.path


async def drafted(who: Browser, one: Rule) -> None:
    """A rule that acts already in this process, and waits as a draft for its pages."""
    in_force(one)
    await drafts.save(who.id, "rule", one.key, {**plain(one), "active": True}, version=None)


async def test_a_rule_is_built_from_lists_and_comes_into_force(company: Company) -> None:
    """A condition, two actions, a sentence that says it all."""
    admin = company.admin
    path = await begin(admin, "rules", "Monitors first")
    key = path.rsplit("/", 1)[1]
    await press(admin, path, "add:criteria", criteria__add="service")
    await press(admin, path, "save", criteria__0__value="monitor")
    await press(admin, path, "actions-add", actions__add="priority")
    await press(admin, path, "actions-add", actions__add="reply", actions__0__value="high")
    page = await press(admin, path, "save", actions__1__text__ru="Ждите", actions__1__text__en="Wait", active="1")
    said = page.text()
    assert "When the request is ordered and service — " in said
    assert "set the priority “High”" in said
    assert await body("rule", key) == {
        "key": key,
        "title": {"ru": "Monitors first", "en": "Monitors first"},
        "sort": (await body("rule", key))["sort"],
        "active": True,
        "on": ["created"],
        "criteria": [{"of": "service", "is": ["monitor"]}],
        "actions": [{"do": "priority", "value": "high"}, {"do": "reply", "text": {"ru": "Ждите", "en": "Wait"}}],
    }
    await publish(admin.id)
    await registry.refresh()
    assert registry.current().rules[key].active
    listed = await admin.open(HOME)
    assert "Monitors first" in listed.text()
    await company.anna.open(path, status=403)


async def test_actions_are_moved_and_taken_out(company: Company) -> None:
    """By buttons that keep what was typed."""
    admin = company.admin
    path = await begin(admin, "macros", "Order")
    key = path.rsplit("/", 1)[1]
    for do in ("note", "tell", "state"):
        await press(admin, path, "actions-add", actions__add=do)
    await press(admin, path, "actions-up:2", actions__2__value="done")
    assert [one["do"] for one in (await body("macro", key))["actions"]] == ["note", "state", "tell"]
    await press(admin, path, "actions-drop:0")
    assert [one["do"] for one in (await body("macro", key))["actions"]] == ["state", "tell"]
    page = await admin.open(path)
    assert "Name 1 to 10 of them" in page.text()


async def test_a_rule_by_time_needs_no_event(company: Company) -> None:
    """What does not go together is told; nothing is lost."""
    admin = company.admin
    path = await begin(admin, "rules", "Later")
    page = await press(admin, path, "save", after="3d", since="moved")
    assert "one of the two" in page.text()


async def test_what_a_rule_would_have_done(company: Company) -> None:
    """Of tickets that the administrator does not see as staff a number; of confidential ones nothing."""
    admin = company.admin
    await drafted(admin, rule("all", act("priority", "high"), act("state", "closed"), on=("created",), active=False))
    number = await order(company.anna)
    page = await admin.open(f"{HOME}/all/try")
    assert "It would have acted on 1 request." in page.text()
    assert f"№ {number}" not in page.text("main")
    await execute("UPDATE ticket SET priority = 2 WHERE id = $1", number)
    await make_confidential("it-devices")
    page = await admin.open(f"{HOME}/all/try?days=90")
    assert "on no request" in page.text()


async def test_the_trial_lists_what_its_reader_sees(company: Company) -> None:
    """With what would have been done to each, and what is so already."""
    await drafted(company.admin, rule("all", act("priority", "normal"), act("state", "closed"), on=("created",)))
    number = await order(company.anna)
    await teams.join(await team_id("it-devices"), company.admin.id)
    await access.grant(company.admin.id, "agent", team_id=await team_id("it-devices"))
    page = await company.admin.open(f"{HOME}/all/try")
    said = page.text("main")
    assert f"№ {number}" in said
    assert "is so already: set the priority “Normal”" in said
    assert "there is no way now" in said


async def test_what_a_rule_has_done_is_on_its_page(company: Company) -> None:
    """With the reason when it was refused; numbers only of tickets that the reader sees."""
    await drafted(company.admin, rule("close", act("state", "closed"), on=("created",)))
    number = await order(company.anna)
    await deliver()
    page = await company.admin.open(f"{HOME}/close/runs")
    said = page.text("main")
    assert "refused" in said
    assert "it cannot become" in said
    assert str(number) not in said


async def test_acts_in_a_confidential_team_are_not_even_counted(company: Company) -> None:
    """Whoever manages the catalog does not learn that anything happens there; its staff does."""
    await drafted(company.admin, rule("close", act("state", "closed"), on=("created",)))
    await order(company.anna)
    await deliver()
    await make_confidential("it-devices")
    said = (await company.admin.open(f"{HOME}/close/runs")).text("main")
    assert "a request that you do not see" not in said
    assert "refused" not in said
    await teams.join(await team_id("it-devices"), company.admin.id)
    await access.grant(company.admin.id, "agent", team_id=await team_id("it-devices"))
    assert "refused" in (await company.admin.open(f"{HOME}/close/runs")).text("main")


async def test_the_story_names_the_rule_to_the_staff_alone(company: Company) -> None:
    """The requester reads plain words."""
    in_force(
        rule("vip", act("priority", "high"), act("assignee", "boris"), act("reply", text="Ждите"), on=("created",))
    )
    number = await order(company.anna)
    await deliver()
    staff = (await company.boris.open(f"/tickets/{number}")).text("main")
    assert "Rule “Rule vip” changes the priority: normal → high" in staff
    own = (await company.anna.open(f"/tickets/{number}")).text("main")
    assert "Rule vip" not in own
    assert "The system gives the request to" in own
    assert "Ждите" in own


async def test_a_macro_is_one_press(company: Company) -> None:
    """All that it says, or nothing with the reason."""
    in_force(
        macro("take", act("assignee", "me"), act("state", "in_progress"), criteria=(when("state", "new"),)),
        macro("end", act("note", text="x"), act("state", "done"), act("state", "closed"), act("state", "new"), sort=20),
    )
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    action = f"/tickets/{number}/macro"
    page = await company.boris.send(page.form(action, "take"), press="take")
    assert "“Macro take” is done" in page.text()
    assert not page.has_form(action, "take")
    assert not (await company.anna.open(f"/tickets/{number}")).has_form(action)
