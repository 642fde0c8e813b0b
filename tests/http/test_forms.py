"""Forms have limits, and whoever passes them is refused before all is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module

import pytest
from starlette.requests import Request
from starlette.responses import Response

from okno.http import Page, Visit, csrf, page
from okno.http.forms import files
from okno.http.identity import identify
from okno.people import Person
from okno.settings import Limits, Settings
from tests.http.conftest import HOST


class Echo(Page):
    """Tells what it got."""

    async def act(self) -> Response:
        sizes = [len(await upload.read()) for upload in files(self.form, "files")]
        return Response(f"{len(self.form)} {sizes} {self.text('text')!r}")

    async def show(self) -> Response:
        return await self.act()


ROUTES = [page("/echo", Echo, public=True), page("/sign-in", Echo, public=True)]


@pytest.fixture
async def send(bare: Settings, visit, monkeypatch: pytest.MonkeyPatch):
    """Posts to a form with small limits, with a right token, as somebody who may send files."""
    known = Person(5, "vera", "Вера", "", "", "", "", "", None, "ru", "", "", "", True, False, False, 1)

    async def identified(request: Request) -> Visit:
        found = await identify(request)
        found.person = known
        return found

    monkeypatch.setattr(import_module("okno.http.page"), "identify", identified)
    limits = Limits(form_fields=50, form_files=2, upload_bytes=1000, body_bytes=5_000_000)
    browser = visit(bare.model_copy(update={"limits": limits}), ROUTES)
    answer = await browser.get("/echo")
    assert answer.status_code == 200
    nonce = browser.cookies["okno_csrf"].partition(".")[0]
    visit_ = Visit(settings=bare, request_id="", address="", https=False, path="/", locale="ru")
    token = csrf._of(visit_, nonce)

    async def post(**what):
        return await browser.post(
            "/echo", headers={"X-CSRF-Token": token, "Origin": HOST, **what.pop("headers", {})}, **what
        )

    return post


async def test_a_form_arrives(send) -> None:
    answer = await send(data={"text": "Привет\x00"}, files={"files": ("a.txt", b"12345")})
    assert answer.text == "2 [5] 'Привет'"


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
async def test_a_hundred_thousand_fields_are_refused_early(send, kind: str) -> None:
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for n in range(1000):
            taken += 1
            part = (
                b"".join(b"f%d=1&" % (n * 100 + m) for m in range(100))
                if kind == "urlencoded"
                else b"".join(b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' for m in range(100))
            )
            yield part

    types = {"urlencoded": "application/x-www-form-urlencoded", "multipart": "multipart/form-data; boundary=x"}
    answer = await send(content=body(), headers={"Content-Type": types[kind]})
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert taken < 10


async def test_a_large_file_is_refused(send) -> None:
    assert (await send(files={"files": ("a.bin", b"x" * 1001)})).status_code == 413
    assert (await send(files={"files": ("a.bin", b"x" * 1000)})).status_code == 200


async def test_many_files_are_refused(send) -> None:
    assert (await send(files=[("files", (f"{n}.txt", b"1")) for n in range(3)])).status_code == 413


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_what_is_no_form_is_refused(send, kind: str) -> None:
    answer = await send(content=b"nonsense", headers={"Content-Type": kind})
    assert answer.status_code == 422
