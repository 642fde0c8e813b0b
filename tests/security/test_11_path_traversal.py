"""Class 11: no name leads out of a folder: in addresses, in uploads, in what we pack."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from starlette.applications import Starlette

from okno.settings import Settings
from okno.tickets import comment
from tests.security.conftest import House, keep
from tests.security.visitor import Visitor

UP = [
    "../secret.key", "..%2fsecret.key", "%2e%2e/secret.key", "%2e%2e%2fsecret.key", "..%5csecret.key",
    "....//secret.key",
    "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "okno.css/../../../secret.key", "C:%5cboot.ini", "..;/secret.key",
    "%252e%252e/secret.key", "okno.css%00.js", ".", "..", "~/.ssh/id_rsa", "file:///etc/passwd",
]  # fmt: skip
NAMES = [
    "../../evil.txt",
    "..\\..\\evil.txt",
    "/etc/cron.d/evil",
    "C:\\evil.txt",
    "a/../../evil",
    "\u2024\u2024/x",
    ".",
]


@pytest.mark.parametrize("skin", ["default", "..", "%2e%2e", "default/..", "", ".", "/etc"])
async def test_assets_stay_in_their_folder(app: Starlette, settings: Settings, skin: str) -> None:
    """Neither the key of the installation nor anything else beside the assets."""
    key = b"KEY-OF-THE-INSTALLATION"
    (settings.home / "secret.key").write_bytes(key)
    for path in UP:
        answer = await Visitor(app).ask("GET", f"/assets/{skin}/{path}")
        assert answer.status in (400, 404), path
        assert key not in answer.body
        assert b"root:" not in answer.body


async def test_files_have_no_paths(house: House, settings: Settings) -> None:
    """The id of a file is looked up in the database, never on the disk."""
    (settings.home / "files" / "aa").mkdir(parents=True, exist_ok=True)
    (settings.home / "files" / "aa" / "loose").write_bytes(b"x")
    for path in (*UP, "aa/loose", "loose"):
        for place in ("/files/", "/api/v1/files/"):
            assert (await house.visitors["agent"].ask("GET", place + path)).status == 404, path


async def test_what_we_pack_unpacks_where_it_is_put(house: House) -> None:
    """Zip slip: names in the archive of a person are plain, whatever his files are called."""
    anna = house.company.anna
    for name in NAMES:
        file = await keep(anna, name, b"x")
        await comment(anna, house.ticket.id, text="x", files=[file])
    answer = await house.visitors["requester"].ask("POST", "/profile/data", form={})
    assert answer.status == 200
    packed = zipfile.ZipFile(io.BytesIO(answer.body))
    names = [one.filename for one in packed.infolist()]
    assert len(names) > len(NAMES)
    assert len(set(names)) == len(names)
    for one in packed.infolist():
        pure = PurePosixPath(one.filename)
        assert not pure.is_absolute()
        assert not PureWindowsPath(one.filename).drive
        assert ".." not in pure.parts
        assert "\\" not in one.filename
        # No links: Unix type bits, when there are any, say an ordinary file.
        assert (one.external_attr >> 28) in (0, 0o10)
