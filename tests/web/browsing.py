"""A browser without scripts: it reads pages, fills in their forms and sends them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "use"})
Values = dict[str, list[str]]


@dataclass
class Form:
    """A form of a page with what it would send now."""

    action: str
    method: str
    multipart: bool
    values: Values = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def add(self, name: str, value: str) -> None:
        """One more value of a field."""
        self.values.setdefault(name, []).append(value)


class Document(HTMLParser):
    """A page as far as tests look at it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._words: list[tuple[str, tuple[str, ...]]] = []
        self._select = ""
        self._area = ""
        self._chosen: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, own))
        if tag not in VOID:
            self._open.append((tag, own))
        if tag == "form":
            multipart = own.get("enctype") == "multipart/form-data"
            self.forms.append(Form(own.get("action", ""), own.get("method", "get"), multipart))
        if tag == "a":
            self.links.append((own.get("href", ""), ""))
        if self.forms and any(opened == "form" for opened, _ in self._open):
            self._control(tag, own)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _control(self, tag: str, own: Mapping[str, str]) -> None:
        form, name, kind = self.forms[-1], own.get("name", ""), own.get("type", "text")
        if name and tag in ("input", "select", "textarea"):
            form.names.add(name)
        if tag == "input" and name and kind != "file":
            if kind not in ("checkbox", "radio") or "checked" in own:
                form.add(name, own.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "button" and name:
            form.buttons.append((name, own.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = name, []
        elif tag == "option":
            self._chosen.append((own.get("value", ""), "selected" in own))
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "select" and self._select:
            picked = [value for value, chosen in self._chosen if chosen] or [value for value, _ in self._chosen[:1]]
            self.forms[-1].values[self._select] = picked[-1:]
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] = [self.forms[-1].values[self._area][0] + data]
        path = tuple(
            part for tag, own in self._open for part in (tag, *own.get("class", "").split(), "#" + own.get("id", ""))
        )
        self._words.append((data, path))

    def text(self, *inside: str) -> str:
        """The words of the page, or of the elements with this tag, class or #id, on one line."""
        chosen = (data for data, path in self._words if all(one in path for one in inside) and "script" not in path)
        return re.sub(r"\s+", " ", "".join(chosen)).strip()

    def form(self, action: str, button: str = "", **holds: str) -> Form:
        """The form that posts to `action`, has a button with the value `button` and holds these values."""
        for one in self.forms:
            fits = (
                one.method == "post"
                and one.action == action
                and (not button or any(value == button for _, value in one.buttons))
            )
            if fits and all(one.values.get(name) == [value] for name, value in holds.items()):
                return one
        raise AssertionError(f"no form to {action} {button} {holds} among {[one.action for one in self.forms]}")

    def has_form(self, action: str, button: str = "", **holds: str) -> bool:
        """Whether there is such a form."""
        try:
            self.form(action, button, **holds)
        except AssertionError:
            return False
        return True


class Browser:
    """Somebody at a browser of his own, with its cookies."""

    def __init__(self, client: httpx.AsyncClient, person_id: int = 0) -> None:
        self.client = client
        self.id = person_id
        self.response = httpx.Response(204)

    @property
    def page(self) -> Document:
        """The page that is open."""
        return Document(self.response.text)

    @property
    def path(self) -> str:
        """The address of the open page."""
        return self.response.request.url.raw_path.decode()

    async def open(self, path: str, status: int = 200, **more: object) -> Document:
        """Goes to an address, following redirects."""
        self.response = await self.client.get(path, follow_redirects=True, **more)  # type: ignore[arg-type]
        assert self.response.status_code == status, f"{path}: {self.response.status_code} {self.response.text[:2000]}"
        return self.page

    async def send(
        self,
        form: Form,
        status: int = 200,
        *,
        files: Iterable[tuple[str, tuple[str, bytes]]] = (),
        press: str = "",
        fill: Mapping[str, str] | None = None,
        **values: str | list[str],
    ) -> Document:
        """Fills in a form of the open page and sends it; follows the redirect. Two underscores in a name are a dot."""
        data: Values = {**form.values, **{name: [value] for name, value in (fill or {}).items()}}
        for name, value in values.items():
            data[name.replace("__", ".").strip("_") if "__" in name else name] = (
                [value] if isinstance(value, str) else value
            )
        if press:
            data[next(name for name, value in form.buttons if value == press)] = [press]
        extra = {"files": [*files] or [("", ("", b""))]} if form.multipart else {}
        self.response = await self.client.post(form.action, data=data, follow_redirects=True, **extra)  # type: ignore[arg-type]
        assert self.response.status_code == status, (
            f"{form.action}: {self.response.status_code} {self.response.text[:2500]}"
        )
        return self.page

    async def sign_in(self, login: str, password: str, status: int = 200) -> Document:
        """Goes through the door."""
        page = await self.open("/sign-in")
        return await self.send(page.form("/sign-in"), status, login=login, password=password)
