"""What people may write in the hope that a browser takes it for more than words, and how a page is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MARK = "xq7"
"""Whatever a payload would make bears it: names of elements, of attributes, what is run."""

PAYLOADS: tuple[str, ...] = (
    f"<script>alert('{MARK}')</script>",
    f"<ScRiPt SrC=//{MARK}.test></sCrIpT>",
    f"<scr<script>ipt>alert('{MARK}')</scr</script>ipt>",
    f"<img src=x onerror=alert('{MARK}')>",
    f"<IMG\tSRC=x\nONERROR\n=\nalert('{MARK}')>",
    f"<img/src='x'/onerror='alert(`{MARK}`)'",
    f"<svg onload=alert('{MARK}')>",
    f"<svg><animate onbegin=alert('{MARK}') attributeName=x></svg>",
    f"<svg><script>alert('{MARK}')</script></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert({MARK})&gt;'>",
    f"<{MARK} contenteditable autofocus onfocus=alert(1)>",
    f"<details open ontoggle=alert('{MARK}')>",
    f"<iframe srcdoc=\"<script>alert('{MARK}')</script>\"></iframe>",
    f"<object data='data:text/html,<script>alert({MARK!r})</script>'></object>",
    f"<base href='//{MARK}.test/'>",
    f"<meta http-equiv=refresh content='0;url=//{MARK}.test'>",
    f"<link rel=stylesheet href=//{MARK}.test>",
    f"<style>@import '//{MARK}.test';</style>",
    f"<form action=//{MARK}.test><button formaction=javascript:alert('{MARK}')>x",
    f"<a href=javascript:alert('{MARK}')>x</a>",
    f"javascript:alert('{MARK}')",
    f"JaVaScRiPt://%0aalert('{MARK}')",
    f"[x](javascript:alert('{MARK}')) ![x](data:image/svg+xml,{MARK})",
    f"data:text/html;base64,{MARK}",
    f"https://ok.test/\"onmouseover=alert('{MARK}')//",
    f"https://ok.test/'onmouseover=\"alert('{MARK}')\"",
    f"https://ok.test/<script>{MARK}</script>",
    f"\" autofocus onfocus=alert('{MARK}') {MARK}=\"",
    f"' autofocus onfocus=alert(\"{MARK}\") {MARK}='",
    f"` onmouseover=alert('{MARK}') `",
    f'"><{MARK}>',
    f"'><{MARK}>",
    f"</title><{MARK}>",
    f"</textarea><{MARK}>",
    f"</script><{MARK}>",
    f"</template></select></option></noscript></style><{MARK}>",
    f"--><{MARK}><!--",
    f"]]><{MARK}><![CDATA[",
    f"{{{{7*7}}}}{MARK}{{% for x in () %}}{{{{ ''.__class__ }}}}${{7*7}}#{{7*7}}",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;&#x3c;{MARK}&#x3e;&lt{MARK}",
    f"%3C{MARK}%3E\\u003c{MARK}\\u003e\\x3c{MARK}\\x3e",
    f"a\u2028b\u2029c<{MARK}>",
    f"\u202e<{MARK}>\u202d\u2066",
    f"nul\x00<{MARK}\x00>\x0b\x1b[31m",
    f"\uff1c{MARK}\uff1e\ufeff<\u200b{MARK}>",
    f'=HYPERLINK("http://{MARK}.test","x")',
    f"@{MARK}|' /C calc'!A0",
    f'x-on:click="{MARK}" hx-get="//{MARK}.test" @click="{MARK}" data-when=\'{MARK}\'',
    f"<div hx-get=//{MARK}.test hx-trigger=load x-data x-init=\"alert('{MARK}')\">",
    f"<{MARK}>" + "A" * 200,
)
WORDS = "ordinary words"

# Elements that no page of ours has within its body, whoever writes what.
FORBIDDEN = frozenset(
    {"iframe", "object", "embed", "base", "applet", "frame", "math", "animate", "style", "foreignobject"}
)
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "hx-get", "hx-post", "srcset"}
)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
HARMLESS = ("http:", "https:", "mailto:", "tel:")


@dataclass
class Look(HTMLParser):
    """A page as a browser takes it: its elements with the names of their attributes, and what is wrong with it."""

    html: str
    shapes: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at an element."""
        names = frozenset(name for name, _ in attrs)
        self.shapes.add((tag, names))
        self._inside = tag if tag in ("script", "style", "title") else ""
        if MARK in tag or tag in FORBIDDEN:
            self.wrong.append(f"an element <{tag}>")
        self.wrong += [f"an attribute {name} of <{tag}>" for name in names if MARK in name or name.startswith("on")]
        self.wrong += [f"an attribute {name} of <{tag}>" for name in names & {"style", "srcdoc", "http-equiv"}]
        for name, value in attrs:
            self._address(tag, name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends at once is looked at as well."""
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:
        """Leaves an element."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Words in a script would run."""
        if self._inside in ("script", "style") and MARK in data:
            self.wrong.append(f"words within <{self._inside}>")

    def handle_comment(self, data: str) -> None:
        """Words in a comment would get out of it."""
        if MARK in data:
            self.wrong.append("words within a comment")

    def _address(self, tag: str, name: str, value: str) -> None:
        if name not in ADDRESSES:
            return
        # As browsers do: control characters and spaces do not count.
        bare = re.sub(r"[\x00-\x20]", "", value)
        scheme = SCHEME.match(bare)
        if (scheme and not scheme[0].lower().startswith(HARMLESS)) or bare.startswith(("//", "\\", "/\\")):
            self.wrong.append(f"{name}={value[:60]} of <{tag}>")
        if f"//{MARK}.test" in bare and tag != "a":
            self.wrong.append(f"{name}={value[:60]} of <{tag}>")
