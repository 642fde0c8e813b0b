"""The desk as its reader likes it: conditions, columns, orders, kept lists, several tickets at once, the pane."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from okno import access, teams, tickets
from okno.access import actor_of
from okno.catalog import registry, store
from okno.catalog.model import Audience
from okno.people import required
from okno.web.desk_gone import HEADER
from tests.tickets.automating import act, in_force, macro
from tests.web.browsing import Browser, Document
from tests.web.conftest import TEAM, Company, order, take


def _numbers(page: Document) -> list[int]:
    return [int(own["data-number"]) for tag, own in page.attributes if tag == "article" and "data-number" in own]


async def _orders(company: Company, many: int) -> list[int]:
    return [await order(company.anna, place=f"Room {n}") for n in range(many)]


def _select(page: Document, *numbers: int) -> list[str]:
    """The values of the boxes of these rows."""
    boxes = [
        own["value"] for tag, own in page.attributes if own.get("name") == "ticket" and own.get("type") == "checkbox"
    ]
    return [value for value in boxes if int(value.split(":")[0]) in numbers]


async def _act(who: Browser, page: Document, numbers: list[int], act: str, status: int = 200, **more: str) -> Document:
    """Selects rows of the open list and presses a button of the bar."""
    form = page.form("/desk/bulk")
    return await who.send(form, status, fill={"act": act, **more}, ticket=_select(page, *numbers))


async def _lead(company: Company) -> None:
    team = await teams.by_key(TEAM)
    assert team is not None
    await teams.join(team.id, company.vera.id, lead=True)


# Conditions ------------------------------------------------------------------------------------------------------


async def test_a_condition_is_chosen_step_by_step(company: Company) -> None:
    """Without a script too: what it looks at, how, with what; the address can be read and passed on."""
    boris = company.boris
    numbers = await _orders(company, 2)
    await take(boris, numbers[0])
    page = await boris.open("/desk/all?add=-")
    assert "Assignee" in page.text("#condition")
    page = await boris.open("/desk/all?add=assignee")
    values = {"criteria.0.of": "assignee", "criteria.0.how": "is", "criteria.0.value": "me"}
    response = await boris.client.get("/desk/all", params=values)
    assert response.headers["location"] == "/desk/all?assignee=me"
    page = await boris.open("/desk/all?assignee=me")
    assert _numbers(page) == [numbers[0]]
    assert page.text("#count") == "1"
    assert "Assignee: me" in page.text("#chips")
    vera = await company.vera.open("/desk/all?assignee=me")
    assert _numbers(vera) == []


async def test_a_condition_is_changed_and_dropped(company: Company) -> None:
    """What else narrows the list stays."""
    boris = company.boris
    await boris.open("/desk/all?priority=high&unanswered=2..&edit=0")
    sent = [
        ("at", "0"), ("priority", "high"), ("unanswered", "2.."), ("criteria.0.of", "priority"),
        ("criteria.0.how", "is_not"), ("criteria.0.value", "low"), ("criteria.0.value", "normal"),
    ]  # fmt: skip
    response = await boris.client.get("/desk/all", params=sent)
    assert parse_qsl(urlsplit(response.headers["location"]).query) == [
        ("priority", "!low,normal"),
        ("unanswered", "2.."),
    ]
    page = await boris.open("/desk/all?priority=!low,normal&unanswered=2..")
    drops = {href for href, _ in page.links if href in ("/desk/all?unanswered=2..", "/desk/all?priority=!low,normal")}
    assert len(drops) == 2


async def test_counts_stand_under_the_conditions(company: Company) -> None:
    """Those of the filters and of the queues at the side; the plain list counts everything."""
    boris = company.boris
    numbers = await _orders(company, 3)
    await take(boris, numbers[0])
    page = await boris.open("/desk/all?assignee=-")
    assert page.text("#count") == "2"
    assert "All 2" in page.text("#chips")
    assert "My tickets 1" not in page.text("#side")
    assert "/desk/mine?assignee=-" in [href for href, _ in page.links]
    page = await boris.open("/desk/all")
    assert page.text("#count") == "3"
    assert "My tickets 1" in page.text("#side")


NONSENSE = (
    "priority=huge", "line=99999999999", "impact=70000", "state=gone&sort=nonsense", "filter=x&vip=maybe", "edit=99",
    "saved=999999", "saved=" + "x" * 200, "add=nonsense", "field.x=y", "due=..", "due=999999..", "created=-5..",
)  # fmt: skip


async def test_nonsense_in_the_address_breaks_nothing(company: Company) -> None:
    """It is passed over, or finds nothing and says why."""
    for query in NONSENSE:
        await company.boris.open(f"/desk/all?{query}")


async def test_what_is_over_is_found_by_its_stage(company: Company) -> None:
    """A condition on what is closed looks there; the newest change comes first."""
    number = await order(company.anna)
    page = await company.anna.open(f"/tickets/{number}")
    await company.anna.send(page.form(f"/tickets/{number}/move", to="cancelled"))
    assert _numbers(await company.boris.open("/desk/all?phase=closed")) == [number]
    assert _numbers(await company.boris.open("/desk/all?phase=open")) == []


# Columns and orders ----------------------------------------------------------------------------------------------


async def test_columns_are_a_persons_own(company: Company) -> None:
    """Of one queue; the answer to a field when the list is of one service; as usual again."""
    boris = company.boris
    await order(company.anna)
    page = await boris.open(f"/desk/{TEAM}?service=monitor")
    assert "Анна Королёва" in page.text("#rows")
    form = page.form(f"/desk/{TEAM}/view", "chosen")
    chosen = ["number", "clock", "priority", "field.model", "nonsense"]
    page = await boris.send(form, press="chosen", column=chosen)
    assert "Priority: Normal" in page.text("#rows", "cells")
    assert "27" in page.text("#rows", "cells")
    assert any("sort=priority" in href for href, _ in page.links)
    assert "no-assignee" in next(own["class"] for _, own in page.attributes if own.get("id") == "rows")
    assert page.text("#rows", "cell")
    assert not (await boris.open("/desk/all")).text("#rows", "cell")
    assert not (await company.vera.open(f"/desk/{TEAM}")).text("#rows", "cell")
    page = await boris.open(f"/desk/{TEAM}")
    page = await boris.send(page.form(f"/desk/{TEAM}/view", "usual"), press="usual")
    assert not page.text("#rows", "cell")


async def test_the_list_goes_by_what_is_wanted(company: Company) -> None:
    """Both ways, page by page; then there are no groups by the clock."""
    boris = company.boris
    numbers = await _orders(company, 53)
    page = await boris.open("/desk/all?sort=created&order=reverse")
    assert _numbers(page) == numbers[:50]
    assert not page.text("#rows", "h2")
    more = next(href for href, _ in page.links if "cursor=" in href)
    assert _numbers(await boris.open(more)) == numbers[50:]
    await boris.open(more.replace("sort=created", "sort=priority"), 422)


async def test_the_pane_beside_the_list_can_be_left_out(company: Company) -> None:
    """And asked for again."""
    boris = company.boris
    page = await boris.open("/desk/all")
    assert page.text("#preview")
    page = await boris.send(page.form("/desk/all/view", "off"), press="off")
    assert not page.text("#preview")
    page = await boris.send(page.form("/desk/all/view", "on"), press="on")
    assert page.text("#preview")


async def test_the_pane_shows_what_its_reader_may_see(company: Company) -> None:
    """Others learn nothing, not even that there is such a ticket."""
    number = await order(company.anna, place="Room 7")
    page = await company.boris.open(f"/desk/preview/{number}")
    assert "Room 7" in page.text("#preview")
    assert page.has_form(f"/tickets/{number}/assign", assignee="me")
    await company.anna.open(f"/desk/preview/{number}", 403)
    await company.boris.open("/desk/preview/999999", 404)


# Kept lists ------------------------------------------------------------------------------------------------------


async def test_a_list_is_kept_and_stands_at_the_side(company: Company) -> None:
    """With its number; changed, renamed, deleted, and back again."""
    boris = company.boris
    await _orders(company, 2)
    page = await boris.open(f"/desk/{TEAM}?filter=nobody&sort=created&save=1")
    page = await boris.send(page.form("/desk/lists"), title="Nobody has them")
    assert page.text("#title") == "Nobody has them"
    assert "Nobody has them 2" in page.text("#side")
    saved = dict(parse_qsl(urlsplit(boris.path).query))["saved"]
    assert not page.has_form(f"/desk/lists/{saved}", "change")
    page = await boris.open(boris.path.replace("sort=created", "sort=priority"))
    page = await boris.send(page.form(f"/desk/lists/{saved}", "change"), press="change")
    assert dict(parse_qsl(urlsplit(boris.path).query))["sort"] == "priority"
    page = await boris.open("/desk/lists")
    page = await boris.send(page.form(f"/desk/lists/{saved}"), press="rename", title="Free ones")
    assert "Free ones" in page.text("main")
    page = await boris.send(page.form(f"/desk/lists/{saved}"), press="drop")
    assert "Free ones" not in page.text("main")
    page = await boris.send(page.form("/desk/lists/back"))
    assert "Free ones" in page.text("main")
    assert "Free ones" not in (await company.vera.open("/desk/all")).text("#side")


async def test_a_list_without_a_name_is_asked_for_one(company: Company) -> None:
    """Nothing that was chosen is lost."""
    boris = company.boris
    page = await boris.open("/desk/all?unanswered=2..&save=1")
    page = await boris.send(page.form("/desk/lists"), 422, title=" ")
    assert "Give the list a name" in page.text("#save-list")
    page = await boris.send(page.form("/desk/lists"), title="Silent ones")
    assert "unanswered=2" in boris.path


async def test_a_lead_keeps_a_list_for_the_team(company: Company) -> None:
    """Others are not even offered it, and cannot send it."""
    await _lead(company)
    page = await company.vera.open(f"/desk/{TEAM}?priority=high&save=1")
    await company.vera.send(page.form("/desk/lists"), title="Hot ones", owner=f"team:{TEAM}")
    assert "Hot ones" in (await company.boris.open("/desk/all")).text("#side")
    page = await company.boris.open(f"/desk/{TEAM}?priority=high&save=1")
    assert "owner" not in page.form("/desk/lists").names
    await company.boris.send(page.form("/desk/lists"), 403, title="Mine for all", owner=f"team:{TEAM}")
    await company.boris.send(page.form("/desk/lists"), 403, title="Mine for all", owner="role:agent")


async def test_lists_of_others_do_not_exist(company: Company) -> None:
    """Neither by number nor by a stranger's address."""
    boris = company.boris
    page = await boris.open("/desk/all?unanswered=2..&save=1")
    await boris.send(page.form("/desk/lists"), title="My own")
    saved = dict(parse_qsl(urlsplit(boris.path).query))["saved"]
    page = await company.vera.open(boris.path)
    assert page.text("#title") != "My own"
    form = (await boris.open("/desk/lists")).form(f"/desk/lists/{saved}")
    form.values["_csrf"] = (await company.vera.open("/desk/lists")).forms[0].values["_csrf"]
    await company.vera.send(form, 404, press="drop")


# Several at once -------------------------------------------------------------------------------------------------


async def test_several_are_taken_and_given_back(company: Company) -> None:
    """The toast says how many, and takes it back."""
    boris = company.boris
    numbers = await _orders(company, 3)
    page = await boris.open("/desk/all")
    page = await _act(boris, page, numbers[:2], "take")
    assert "2 requests are yours now" in page.text("toast")
    undo = next(form for form in page.forms if form.action.endswith("/undo"))
    page = await boris.send(undo)
    assert "as they were again" in page.text("toast")
    assert boris.path == "/desk/all"
    assert "My tickets 1" not in page.text("#side")


async def test_what_was_not_done_is_told_for_each(company: Company) -> None:
    """With the reason; what was done can still be taken back."""
    boris = company.boris
    first, second = await _orders(company, 2)
    page = await boris.open("/desk/all")
    await take(company.vera, second)
    page = await _act(boris, page, [first, second], "priority:high")
    assert boris.path.startswith("/desk/bulk/")
    assert "1 request has another priority" in page.text("main")
    assert "Somebody has changed it meanwhile" in page.text("main")
    assert str(second) in page.text("left-ones")
    await company.vera.open(boris.path, 404)
    page = await boris.send(next(form for form in page.forms if form.action.endswith("/undo")))
    assert "as it was again" in page.text("toast")


async def test_what_asks_for_more_has_a_page(company: Company) -> None:
    """States that all can go to; words with the warning that they cannot be taken back; a refusal keeps them."""
    boris = company.boris
    numbers = await _orders(company, 2)
    page = await boris.open("/desk/all")
    page = await _act(boris, page, numbers, "ask:comment")
    assert "cannot be taken back" in page.text("main")
    page = await boris.send(page.form("/desk/bulk"), 422, press="comment", text=" ")
    assert "Write something first" in page.text("main")
    page = await boris.send(page.form("/desk/bulk"), press="comment", text="On Monday", visibility="internal")
    assert "Written into 2 requests" in page.text("toast")
    page = await _act(boris, await boris.open("/desk/all"), numbers, "ask:state")
    page = await boris.send(page.form("/desk/bulk"), press="state", state="in_progress")
    assert "2 requests are in another state" in page.text("toast")


async def test_a_macro_is_run_on_the_selected_ones(company: Company) -> None:
    """Those that fit all of them are offered; it can be taken back from the toast. Without macros there is no entry."""
    boris = company.boris
    numbers = await _orders(company, 2)
    in_force(macro("mine", act("assignee", "me"), act("priority", "high")), macro("no", act("state", "closed")))
    page = await _act(boris, await boris.open("/desk/all"), numbers, "ask:macro")
    offered = {own["value"] for tag, own in page.attributes if tag == "option"}
    assert offered - {""} == {"mine"}
    assert "what the macro writes cannot" in page.text("main")
    page = await boris.send(page.form("/desk/bulk"), press="macro", macro="mine")
    assert "The macro is done on 2 requests" in page.text("toast")
    assert "My tickets 2" in page.text("#side")
    page = await boris.send(next(form for form in page.forms if form.action.endswith("/undo")))
    assert "as they were again" in page.text("toast")
    assert page.text("#bulk").count("Macro") == 1
    in_force()
    assert "Macro" not in (await boris.open("/desk/all")).text("#bulk")
    page = await _act(boris, page, numbers, "ask:macro")
    assert "There is no macro for all of them" in page.text("main")


async def test_nothing_selected_is_said(company: Company) -> None:
    """As a sentence, whatever was pressed."""
    boris = company.boris
    page = await boris.open("/desk/all")
    for chosen in ("take", "ask:state", "assign", "nonsense"):
        refused = await boris.send(page.form("/desk/bulk"), 422, fill={"act": chosen}, ticket=[])
        assert refused.text("callout"), chosen


async def test_a_requester_has_no_desk(company: Company) -> None:
    """Neither its lists nor its acts."""
    for path in ("/desk/lists", "/desk/all", "/desk/bulk/1"):
        await company.anna.open(path, 403)


# Fresh -----------------------------------------------------------------------------------------------------------


async def test_rows_that_left_say_why(company: Company) -> None:
    """Only of what their reader may still know."""
    boris = company.boris
    taken, moved, stays = await _orders(company, 3)
    await take(company.vera, taken)
    vera = await actor_of(await required(company.vera.id))
    await tickets.assign(vera, moved, version=1, team="hr")
    page = await boris.open("/desk/all?filter=nobody", headers={HEADER: f"{taken},{moved},{stays},999999,x"})
    gone = {own["data-number"] for tag, own in page.attributes if tag == "li" and "data-number" in own}
    assert gone == {str(taken), str(moved), "999999"}
    assert "Вера Мастерова has it" in page.text("#gone")
    assert page.text("#gone").count("you do not see it any more") == 2


async def test_keys_can_be_switched_off(company: Company) -> None:
    """In the profile, for oneself."""
    boris = company.boris
    page = await boris.open("/profile")
    await boris.send(page.form("/preferences", "off"), press="off")
    assert 'data-keys="off"' in (await boris.client.get("/desk/all")).text
    assert 'data-keys="off"' not in (await company.vera.client.get("/desk/all")).text
    page = await boris.open("/profile")
    await boris.send(page.form("/preferences", "on"), press="on")
    assert 'data-keys="off"' not in (await boris.client.get("/desk/all")).text


async def test_a_role_gives_its_lists(company: Company) -> None:
    """An administrator who works in a team keeps one for all agents."""
    admin = company.admin
    await access.grant(admin.id, "agent")
    page = await admin.open("/desk/all?vip=yes&save=1")
    await admin.send(page.form("/desk/lists"), title="Important people", owner="role:agent")
    assert "Important people" in (await company.boris.open("/desk/all")).text("#side")


async def test_conditions_name_only_services_that_one_knows(company: Company) -> None:
    """Others' narrow services stay keys, in lists as in words; those of one's own team are known."""
    catalog = registry.current()
    narrow = Audience(groups=("Directors",))
    hidden = {key: replace(catalog.services[key], visible_to=narrow) for key in ("monitor", "dismissal")}
    services = {**catalog.services, **hidden}
    await store.apply(replace(catalog, base=None, services=services), actor_id=None)
    await registry.refresh()
    boris = company.boris
    page = await boris.open("/desk/all?add=service")
    offered = {own["value"] for tag, own in page.attributes if own.get("name") == "criteria.0.value"}
    assert "monitor" in offered
    assert "dismissal" not in offered
    page = await boris.open("/desk/all?service=dismissal")
    assert "Service: dismissal" in page.text("#chips")
