"""Class 1: a file is never what its name says: it lies under a random name, and goes out as a download under one name.

The hole of the peers: a name that is checked in one form and used in another.
"""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from hypothesis import given, strategies as st

from okno import files
from okno.files import clean_name
from okno.files.serving import disposition
from tests.security.conftest import House, keep

ODD = [
    ".htaccess", "\u200b.htaccess", ".\u200bhtaccess", "..\u2060/..\u2060/x.php", "x.php\u200b", "x.php\x00.txt",
    "x.php.", "x.php ", "x.p\u00adhp", "con.txt:evil.exe", "a/b\\c.svg", "\u202egpj.exe", "\uff0e\uff0e/x",
    "web.config",
    "x.html\r\nSet-Cookie: a=b", "..", ".", "", " ", "x" * 999 + ".php", '"; filename="y.html',
]  # fmt: skip
EVIL = [
    ("x.html", b"<script>alert(1)</script>"),
    ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("a.png", b"GIF89a/*<script>alert(1)</script>*/=1;"),
    ('x"\r\nSet-Cookie: a=b\r\n\u202egpj.exe', b"MZ"),
    ("../../../etc/passwd", b"x"),
    ("..\\..\\boot.ini", b"%PDF-1.4 <script>"),
    ("\u200b.htaccess", b"php_value x"),
]


@given(st.text(max_size=60) | st.sampled_from(ODD))
def test_the_name_that_is_checked_is_the_name_that_is_used(sent: str) -> None:
    """Cleaning is over after one time, and what is shown in headers reads back as exactly this name."""
    name = clean_name(sent)
    assert clean_name(name) == name
    assert name
    assert not set(name) & set('/\\\x00\r\n<>:"|?*')
    head = disposition(name, "attachment")
    spelled = re.search(r"filename\*=UTF-8''(\S+)", head)
    plain = re.search(r'filename="([^"]*)"', head)
    assert plain
    assert (unquote(spelled[1]) if spelled else plain[1]) == name


async def test_nothing_of_a_name_reaches_the_disk(house: House) -> None:
    """The place of a file is random, below the folder of files, which no address leads to."""
    root = (house.app.state.settings.home / "files").resolve()
    for sent in ODD:
        file = await files.get(await keep(house.company.anna, sent, b"x"))
        assert file is not None
        path = files.open_path(file).resolve()
        assert path.is_relative_to(root)
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", path.name)
        assert path.stat().st_mode & 0o111 == 0
        told = json.loads((await house.visitors["requester"].ask("GET", f"/api/v1/files/{file.public_id}")).body)
        assert told["name"] == file.name == clean_name(sent)


async def test_files_never_run(house: House) -> None:
    """Whatever a file says of itself, it is saved, not shown; its name breaks no header."""
    for name, content in EVIL:
        file = await keep(house.company.anna, name, content)
        for path in (f"/files/{file}", f"/files/{file}?inline=1", f"/api/v1/files/{file}/content"):
            answer = await house.visitors["requester"].ask("GET", path)
            head = answer.headers
            assert answer.body == content
            assert head["x-content-type-options"] == "nosniff"
            assert "sandbox" in head["content-security-policy"]
            assert not re.search("html|svg|xml|script", head["content-type"])
            assert head["content-disposition"].startswith("attachment") or head["content-type"] == "image/gif"
            assert not set(head["content-disposition"]) & set("\r\n\\/<>")
            assert "set-cookie" not in head
