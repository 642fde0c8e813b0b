"""The page of personal data: a copy to hand out, and forgetting for good."""

from __future__ import annotations

import io
import json
import zipfile

from okno import access, people
from okno.db import execute, fetch_value
from tests.web.conftest import Company, order


async def _leave(company: Company) -> int:
    """Anna orders, leaves the company, and nothing of hers is open."""
    number = await order(company.anna)
    await people.change(company.anna.id, {"active": False}, actor_id=company.admin.id)
    await execute("UPDATE ticket SET open = $1, state = 'closed'", False)
    return number


def _data(person_id: int) -> str:
    return f"/admin/people/{person_id}/data"


async def test_the_copy_is_one_file(company: Company) -> None:
    """It is sent as a file that no cache keeps, its size is told, and the reason is in the audit."""
    await order(company.anna)
    path = _data(company.anna.id)
    page = await company.admin.open(path)
    await company.admin.send(page.form(f"{path}/export"), why="asked by letter")
    answer = company.admin.response
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="okno-anna.zip"'
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["content-length"]) == len(answer.content)
    told = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("person.json"))
    assert told["people"]["profile"]["name"] == "Анна Королёва"
    assert await fetch_value("SELECT reason FROM audit WHERE kind = 'PersonExported'") == "asked by letter"


async def test_the_copy_of_an_administrator_does_not_count_what_was_ordered(company: Company) -> None:
    """Not by what is kept of sent forms either: it is the same before an order and after it."""

    async def copied() -> dict[str, object]:
        dossier = await people.export_person(company.anna.id, actor_id=company.admin.id, whole=False)
        return {name: part for name, part in dossier.parts.items() if name != "audit"}

    before = await copied()
    await order(company.anna)
    assert await copied() == before


async def test_a_copy_needs_a_reason(company: Company) -> None:
    """Without one the page is shown again."""
    path = _data(company.anna.id)
    page = await company.admin.open(path)
    page = await company.admin.send(page.form(f"{path}/export"), 422)
    assert "Write the reason." in page.text("error")
    assert await fetch_value("SELECT count(*) FROM audit WHERE kind = 'PersonExported'") == 0


async def test_what_has_to_be_done_first_is_told(company: Company) -> None:
    """Instead of the form; of requests nothing is told before one tries, and never how many there are."""
    await order(company.anna)
    path = _data(company.anna.id)
    page = await company.admin.open(path)
    assert not page.has_form(f"{path}/forget")
    assert "Take the access away first." in page.text("callout")
    await people.change(company.anna.id, {"active": False}, actor_id=company.admin.id)
    page = await company.admin.open(path)
    page = await company.admin.send(page.form(f"{path}/forget"), 422, login="anna", reason="asked")
    assert "Requests of the person are still open." in page.text()
    assert (await people.required(company.anna.id)).name == "Анна Королёва"


async def test_everybody_takes_his_own_data(company: Company) -> None:
    """The whole of it, without asking anybody."""
    await order(company.anna)
    page = await company.anna.open("/profile")
    await company.anna.send(page.form("/profile/data"))
    told = json.loads(zipfile.ZipFile(io.BytesIO(company.anna.response.content)).read("person.json"))
    assert len(told["tickets"]["tickets"]) == 1
    assert "no-store" in company.anna.response.headers["cache-control"]


async def test_forgetting_asks_for_the_login(company: Company) -> None:
    """Another login or no reason changes nothing; what was typed is there still."""
    await _leave(company)
    path = _data(company.anna.id)
    page = await company.admin.open(path)
    page = await company.admin.send(page.form(f"{path}/forget"), 422, login="egor", reason="asked")
    assert "This is another login." in page.text("error")
    assert page.form(f"{path}/forget").values["reason"] == ["asked"]
    page = await company.admin.send(page.form(f"{path}/forget"), 422, login="anna", reason=" ")
    assert "Write the reason." in page.text("error")
    assert (await people.required(company.anna.id)).name == "Анна Королёва"


async def test_forgetting(company: Company) -> None:
    """The page says so and shows the neutral name; the request of the person shows it too."""
    number = await _leave(company)
    path = _data(company.anna.id)
    page = await company.admin.open(path)
    page = await company.admin.send(page.form(f"{path}/forget"), login=" Anna ", reason="asked")
    assert company.admin.path == path
    assert "The personal data is erased" in page.text()
    assert "The person was forgotten" in page.text("callout")
    assert not page.has_form(f"{path}/forget")
    for who, place in ((company.admin, "/admin/people"), (company.boris, f"/tickets/{number}")):
        page = await who.open(place)
        assert "Королёва" not in page.text()
    assert "Текст стёрт." in page.text()


async def test_a_role_without_the_right_sees_nothing(company: Company) -> None:
    """Neither an employee nor an agent nor an auditor."""
    await access.grant(company.vera.id, "auditor")
    path = _data(company.anna.id)
    for who in (company.anna, company.boris, company.vera):
        await who.open(path, 403)
        for act in ("export", "forget"):
            answer = await who.client.post(f"{path}/{act}", data={"why": "x", "reason": "x", "login": "anna"})
            assert answer.status_code == 403


async def test_nobody_takes_all_of_somebody_mightier(company: Company) -> None:
    """The copy of an administrator would hand out what the other may not see."""
    await execute(
        "INSERT INTO role (key, title, summary, rights, in_team, in_all_teams, changed_at, version)"
        """ VALUES ('privacy', '{"ru":"П","en":"P"}', '{"ru":"","en":""}', '["person.erase"]', '[]', '[]', 0, 1)"""
    )
    await access.grant(company.vera.id, "privacy")
    await company.vera.open(_data(company.stranger.id))
    await company.vera.open(_data(company.admin.id), 403)


async def test_an_unknown_person(company: Company) -> None:
    """Is not found."""
    for number in ("999999", "x", "9" * 30):
        await company.admin.open(f"/admin/people/{number}/data", 404)
