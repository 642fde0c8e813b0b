"""Class 9 in a real browser: pages full of what would run if it could. Nothing runs, nothing is fetched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest
from playwright.async_api import Page

from tests.security.payloads import MARK, PAYLOADS
from tests.stands.chromium import Visitor
from tests.stands.database import Template
from tests.stands.server import ServerStand, okno

PASSWORD = "window-lamp-river-7"
TEAM = "it-devices"
WRITTEN = [one.replace("\x00", "") for one in PAYLOADS]
"""REST refuses a NUL before anything else."""
# Violations of the policy are told by the browser as events; what happens before scripts load is heard too.
LISTEN = (
    """addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI))"""
)
PEOPLE = {"anna": "employee", "boris": "agent", "olga": "administrator"}
PAGES = {
    "anna": ("/", "/tickets", "/notices", "/profile", "{ticket}"),
    "boris": ("/desk/all", "/desk/all?q=" + MARK, "{ticket}", "/notices"),
    "olga": ("/admin/people", "/admin/people/1", "/admin/people/2", "/admin/sessions", "/admin/sessions?tab=tokens"),
}


@pytest.fixture(scope="module")
def infested(tmp_path_factory: pytest.TempPathFactory, stocked_template: Template) -> Iterator[tuple[ServerStand, str]]:
    """A running server whose people are called by payloads and have written all of them; with the page of a request."""
    home = tmp_path_factory.mktemp("infested") / "home"
    stocked_template.copy_to(home)
    okno(home, "migrate")
    for n, (login, role) in enumerate(PEOPLE.items()):
        words = [part for key in ("name", "title", "department", "place") for part in (f"--{key}", PAYLOADS[3 + n])]
        asked = ["user", "add", login, *words, "--role", role, *(["--team", TEAM] if role == "agent" else [])]
        okno(home, *asked, "--password-stdin", stdin=PASSWORD + "\n")
    tokens = {login: okno(home, "token", "add", login).strip() for login in ("anna", "boris")}
    stand = ServerStand(home).start()
    try:
        yield stand, _write(stand, tokens)
    except BaseException:
        stand.kill()
        raise
    stand.stop()


def _write(stand: ServerStand, tokens: dict[str, str]) -> str:
    """Orders with each payload, and says all of them in one request; gives the address of its page."""
    speak = {login: {"Authorization": f"Bearer {token}"} for login, token in tokens.items()}
    with httpx.Client(base_url=f"{stand.base_url}/api/v1", timeout=30) as client:
        for words in WRITTEN[::4]:
            answers = {"model": "27", "reason": "second", "place": words}
            body = {"service": "monitor", "subject": words, "text": words, "answers": answers}
            made = client.post("/tickets", json=body, headers=speak["anna"])
            assert made.status_code == 201, made.text
        number = made.json()["number"]
        for n, words in enumerate(WRITTEN):
            sent = client.post("/files", files={"file": (f"{words[:40]}.svg", b"<svg onload='alert(1)'/>")},
                               headers=speak["boris"])  # fmt: skip
            files = [sent.json()["id"]] if sent.status_code == 201 else []
            body = {"text": words, "visibility": "internal" if n % 3 == 2 else "public", "files": files}
            made = client.post(f"/tickets/{number}/comments", json=body, headers=speak["boris"])
            assert made.status_code == 201, made.text
    return f"/tickets/{number}"


@pytest.mark.parametrize("login", PEOPLE)
async def test_nothing_runs(
    infested: tuple[ServerStand, str], visit: Callable[..., Awaitable[Visitor]], login: str
) -> None:
    """No dialog, no error, no breach of the policy, no address of another, no element with a name of ours."""
    stand, ticket = infested
    visitor = await visit(base_url=stand.base_url)
    page, wrong = visitor.page, visitor.errors
    await page.add_init_script(LISTEN)
    _listen(page, wrong, stand.base_url)
    await page.goto("/sign-in")
    await page.fill("#login", login)
    await page.fill("#password", PASSWORD)
    await page.locator("form[action='/sign-in'] button").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    seen = 0
    for path in PAGES[login]:
        answer = await page.goto(path.format(ticket=ticket))
        assert answer is not None
        assert answer.status == 200, path
        await page.wait_for_load_state()
        alive = await page.evaluate(
            "(mark) => [...document.querySelectorAll('*')].filter((one) => one.localName.includes(mark)"
            " || [...one.attributes].some((a) => a.name.includes(mark) || a.name.startsWith('on'))"
            " || /^\\s*(javascript|data|vbscript):/i.test(one.getAttribute('href') || '')).map((one) => one.outerHTML)",
            MARK,
        )
        assert alive == [], path
        seen += MARK in await page.content()
    assert seen
    assert wrong == []


def _listen(page: Page, wrong: list[str], own: str) -> None:
    async def dialog(one: object) -> None:
        wrong.append("a dialog was opened")
        await one.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dialog)
    page.on("request", lambda one: None if one.url.startswith(own) else wrong.append(f"asks {one.url}"))
    page.on("framenavigated", lambda one: None if one.url.startswith((own, "about:")) else wrong.append(one.url))
