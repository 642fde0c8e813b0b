"""Files over REST: sent, attached, read by those who may."""

from __future__ import annotations

from typing import Any

from okno import db
from tests.rest.conftest import Caller, Company

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


async def _send(who: Caller, name: str = "Скан 1.png", data: bytes = PNG) -> Any:
    response = await who.call("POST", "/files", files={"file": (name, data, "text/html")})
    assert response.status_code == 201, response.text
    assert response.headers["location"] == f"/api/v1/files/{response.json()['id']}"
    return response.json()


async def _status(who: Caller, file: Any) -> set[int]:
    path = f"/files/{file['id']}"
    return {(await who.call("GET", path)).status_code, (await who.call("GET", f"{path}/content")).status_code}


async def test_a_file_is_its_owners_until_it_is_attached(company: Company) -> None:
    sent = await _send(company.anna)
    assert (sent["name"], sent["size"], sent["type"]) == ("Скан 1.png", len(PNG), "image/png")
    assert await _status(company.anna, sent) == {200}
    for other in (company.boris, *company.outsiders):
        assert await _status(other, sent) == {404}
    ticket = await company.anna.order(files=[sent["id"]])
    assert await _status(company.boris, sent) == {200}
    for other in company.outsiders:
        assert await _status(other, sent) == {404}
    listed = await company.boris.get(f"/tickets/{ticket['number']}/files")
    assert [one["id"] for one in listed["items"]] == [sent["id"]]


async def test_the_bytes_come_as_a_download(company: Company) -> None:
    sent = await _send(company.anna, "page.html", b"<html><script>1</script></html>")
    response = await company.anna.call("GET", f"/files/{sent['id']}/content")
    assert response.content == b"<html><script>1</script></html>"
    assert response.headers["content-disposition"].startswith("attachment")
    assert "html" not in response.headers["content-type"]


async def test_a_file_of_another_can_not_be_taken(company: Company) -> None:
    sent = await _send(company.anna)
    ticket = await company.stranger.order()
    refused = await company.stranger.post(f"/tickets/{ticket['number']}/files", {"files": [sent["id"]]}, 422)
    assert refused["errors"][0]["field"] == "files"
    await company.stranger.post("/tickets", {"service": "monitor", "files": [sent["id"]], "answers": {}}, 422)
    assert await _status(company.stranger, sent) == {404}


async def test_files_of_a_note_are_for_the_staff(company: Company) -> None:
    ticket = await company.anna.order()
    sent = await _send(company.boris)
    said = await company.boris.say(ticket, "", "internal", files=[sent["id"]])
    assert [one["id"] for one in said["files"]] == [sent["id"]]
    assert await _status(company.vera, sent) == {200}
    assert await _status(company.anna, sent) == {404}
    assert (await company.anna.get(f"/tickets/{ticket['number']}/files"))["items"] == []


async def test_files_are_put_to_a_ticket_in_both_ways(company: Company) -> None:
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}/files"
    sent = await _send(company.anna)
    by_id = await company.anna.post(path, {"files": [sent["id"]]})
    assert [one["id"] for one in by_id["items"]] == [sent["id"]]
    by_form = await company.anna.call("POST", path, files=[("file", ("a.txt", b"one")), ("file", ("b.txt", b"two"))])
    assert [one["name"] for one in by_form.json()["items"]] == ["a.txt", "b.txt"]
    assert len((await company.boris.get(path))["items"]) == 3
    comments = (await company.boris.get(f"/tickets/{ticket['number']}/comments"))["items"]
    assert [len(one["files"]) for one in comments] == [1, 2]


async def test_a_stranger_leaves_no_files_behind(company: Company) -> None:
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}/files"
    assert (await company.stranger.call("POST", path, files={"file": ("a.txt", b"one")})).status_code == 404
    assert await db.fetch_value("SELECT count(*) FROM file") == 0


async def test_what_is_no_file_is_refused(company: Company) -> None:
    assert (await company.anna.call("POST", "/files", json={"file": "x"})).status_code == 415
    assert (await company.anna.call("POST", "/files", files={"file": ("a.txt", b"")})).status_code == 422
    assert (await company.anna.call("POST", "/files", data={"a": "1"})).status_code == 415
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await company.anna.call("POST", "/files", content=b"nonsense", headers=broken)).status_code == 422
    ticket = await company.anna.order()
    assert (await company.anna.call("POST", f"/tickets/{ticket['number']}/files", content=b"x")).status_code == 415
    await company.anna.post(f"/tickets/{ticket['number']}/files", {"files": []}, 422)
