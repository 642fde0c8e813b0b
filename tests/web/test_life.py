"""The whole life of a request through forms: ordered, taken, talked about, done, reopened, closed."""

from __future__ import annotations

from tests.web.browsing import Document, Form
from tests.web.conftest import Company, move, order, take


async def test_from_the_order_to_the_end(company: Company) -> None:
    """Two people and their pages; each step is seen by the other one."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    address = f"/tickets/{number}"

    page = await boris.open("/desk")
    assert boris.path == "/desk/it-devices"
    assert str(number) in page.text("#rows")
    page = await boris.send(page.form(f"{address}/assign"))
    assert boris.path == "/desk/it-devices"
    assert f"Ticket {number} is yours" in page.text("toast")

    page = await boris.open(address)
    assert "takes the request" in page.text("#story")
    assert "In progress" in page.text("#facts")
    page = await boris.send(page.form(f"{address}/comment"), text="I bring it at noon.", visibility="public")
    assert "I bring it at noon." in page.text("#story")

    page = await anna.open(address)
    assert "I bring it at noon." in page.text("#story")
    assert "Борис Мастеров" in page.text("#now")

    await move(boris, number, "done")
    page = await anna.open(address)
    assert "Does everything work?" in page.text("#now")
    assert "close the request ourselves" in page.text("#now")
    page = await anna.send(page.form(f"{address}/move", to="in_progress"), comment="The screen is dark.")
    assert "You returned the request to work" in page.text("#story")

    await move(boris, number, "done")
    page = await anna.open("/")
    page = await anna.send(page.form(f"{address}/move", "closed"), press="closed")
    assert "Thank you" in page.text("toast")
    assert not page.has_form(f"{address}/comment")
    page = await anna.open("/tickets?show=closed")
    assert any(href == address for href, _ in page.links)
    page = await boris.open(address)
    assert "Done in" in page.text("#clock")


async def test_an_answer_lets_the_work_go_on(company: Company) -> None:
    """The requester just writes; the clock stands until then."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    await take(boris, number)
    page = await move(boris, number, "waiting_user", "Which cable do you need?")
    assert "clock stands" in page.text("#clock")
    assert "waiting for" in (await boris.open("/desk/it-devices")).text("#rows")
    page = await anna.open("/tickets")
    assert "Your answer is needed" in page.text("#mine-list")
    page = await anna.open(f"/tickets/{number}")
    assert "Which cable" in page.text("#story")
    page = await anna.send(
        page.form(f"/tickets/{number}/comment"), text="HDMI", files=[("files", ("plug.txt", b"looks like this"))]
    )
    assert "HDMI" in page.text("#story")
    assert "plug.txt" in page.text("#story")
    page = await boris.open(f"/tickets/{number}")
    assert "In progress" in page.text("#facts")
    assert "waiting for the requester: the clock stands" in page.text("why")


async def test_a_requester_cancels(company: Company) -> None:
    """While it is open."""
    anna = company.anna
    number = await order(anna)
    page = await anna.send(anna.page.form(f"/tickets/{number}/move", to="cancelled"))
    assert f"Request {number} is cancelled" in page.text("toast")
    assert "You cancelled the request" in page.text("#story")


async def test_a_reason_that_is_asked_for_must_be_given(company: Company) -> None:
    """The form stays open with its error."""
    boris = company.boris
    number = await order(company.anna)
    page = await take(boris, number)
    page = await boris.send(page.form(f"/tickets/{number}/move", to="waiting_user"), 422, comment=" ")
    assert "few words" in page.text("error")
    page = await boris.send(page.form(f"/tickets/{number}/comment"), 422, text="")
    assert "Write something first" in page.text("reply")


async def test_handing_over_and_giving_back(company: Company) -> None:
    """To a colleague, to nobody, to another team, where it is seen no more."""
    boris = company.boris
    number = await order(company.anna)
    assign = f"/tickets/{number}/assign"
    page = await take(boris, number)
    page = await boris.send(_to_colleague(page, assign), assignee=str(company.vera.id))
    assert "Вера Мастерова" in page.text("#facts")
    page = await boris.send(_to_colleague(page, assign), assignee="none")
    assert "leaves the request without an assignee" in page.text("#story")
    page = await boris.send(_to_team(page, assign), team="accounting")
    assert boris.path.startswith("/desk")
    assert f"Ticket {number} is handed over" in page.text("toast")
    await boris.open(f"/tickets/{number}", 404)


def _to_colleague(page: Document, assign: str) -> Form:
    people = (form for form in page.forms if form.action == assign and "team" not in form.names)
    return next(form for form in people if any(value != "me" for _, value in form.buttons))


def _to_team(page: Document, assign: str) -> Form:
    return next(form for form in page.forms if form.action == assign and "team" in form.names)


async def test_facts_of_one_hand_fold_and_days_are_headed(company: Company) -> None:
    """Taking and starting are one grey line."""
    boris = company.boris
    number = await order(company.anna)
    page = await take(boris, number)
    lines = page.text("#story", "fact")
    assert "takes the request, puts it to “In progress”" in lines
    assert "Today" in page.text("#story", "h3")


async def test_the_story_is_narrowed(company: Company) -> None:
    """By a tab: words with the requester, words inside, changes."""
    boris = company.boris
    number = await order(company.anna)
    page = await take(boris, number)
    for text, visibility in (("to Anna", "public"), ("to us", "internal")):
        page = await boris.send(page.form(f"/tickets/{number}/comment"), text=text, visibility=visibility)
    told = {
        show: (await boris.open(f"/tickets/{number}?show={show}")).text("#story")
        for show in ("public", "internal", "changes")
    }
    assert "to Anna" in told["public"]
    assert "to us" not in told["public"]
    assert "to us" in told["internal"]
    assert "takes the request" in told["changes"]
    assert "to Anna" not in told["changes"]


async def test_the_table_of_the_clock_adds_up(company: Company) -> None:
    """The last line is the sum of the widget."""
    boris = company.boris
    number = await order(company.anna)
    page = await boris.open(f"/tickets/{number}")
    assert "left to answer" in page.text("sla-left") or "Overdue" in page.text("sla-left")
    page = await take(boris, number)
    assert "Answered in" in page.text("#clock")
    assert "In all of 24 h" in page.text("why")


async def test_words_are_never_html(company: Company) -> None:
    """Links are links, everything else is text."""
    anna = company.anna
    number = await order(anna)
    said = "<script>alert(1)</script> https://intra.example/page?a=1"
    page = await anna.send(anna.page.form(f"/tickets/{number}/comment"), text=said)
    assert said in page.text("bubble")
    assert any(href == "https://intra.example/page?a=1" for href, _ in page.links)
    assert "<script>alert" not in anna.response.text


async def test_words_of_a_requester_are_plain(company: Company) -> None:
    """None of the desk's own words stand on his pages."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    await take(boris, number)
    for address in ("/", "/tickets", f"/tickets/{number}", "/catalog/monitor"):
        text = (await anna.open(address)).text("main").lower()
        for word in ("sla", "incident", "queue", "line 2"):
            assert f" {word} " not in text


async def test_an_answer_may_be_a_file_alone(company: Company) -> None:
    """A photo says enough, and the work goes on."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    await take(boris, number)
    await move(boris, number, "waiting_user", "Show me the plug.")
    page = await anna.open(f"/tickets/{number}")
    page = await anna.send(page.form(f"/tickets/{number}/comment"), files=[("files", ("plug.txt", b"like this"))])
    assert "plug.txt" in page.text("#story")
    assert "In progress" in (await boris.open(f"/tickets/{number}")).text("#facts")
