"""Assets of themes and plugins: read once at start, known by the hash of their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from okno.data import data_root
from okno.errors import ConfigError
from okno.text import N_
from okno.themes import guests

# Only these kinds of files are served; anything else in an assets folder is left alone.
MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}

PACKED = frozenset({".css", ".js", ".svg", ".txt"})
"""Kinds that are sent packed: texts get three to five times shorter."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of an asset asked for with its hash; without it, use "no-cache"."""


class Asset(NamedTuple):
    """A file of a theme as it is sent."""

    body: bytes
    media_type: str
    etag: str  # with quotes, ready for the header
    packed: bytes = b""  # the same by gzip; empty for what is packed by its nature


@dataclass(frozen=True)
class Home:
    """Where themes are looked for: the home folder's own themes come before the ones that Okno carries."""

    folder: Path | None = None

    def folders(self, theme: str) -> list[Path]:
        """Folders of the theme that exist, then those of the default one."""
        roots = [data_root("themes")] if self.folder is None else [self.folder / "themes", data_root("themes")]
        names = [theme] if theme == "default" else [theme, "default"]
        return [root / name for name in names for root in roots if (root / name / "theme.toml").is_file()]


def load_assets(home: Home) -> dict[str, Asset]:
    """Every asset of every theme and plugin by its path under /assets/: "default/okno.css", "x/<plugin>/own.css"."""
    found: dict[str, Asset] = {}
    # The home folder is read last so that its files win.
    for root in [data_root("themes"), *([home.folder / "themes"] if home.folder else [])]:
        for manifest in sorted(root.glob("*/theme.toml")):
            found |= _of_folder(manifest.parent / "assets", manifest.parent.name)
    if "default/okno.css" not in found:
        raise ConfigError(N_("The default theme is missing in %(folder)s.", folder=str(data_root("themes"))))
    for plugin, folder in guests.folders("assets").items():
        found |= _of_folder(folder, f"{guests.PREFIX}/{plugin}")
    return found


def _of_folder(folder: Path, name: str) -> dict[str, Asset]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in MEDIA_TYPES)
    return {f"{name}/{path.relative_to(folder).as_posix()}": _read(path) for path in files}


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    kind = MEDIA_TYPES[path.suffix]
    packed = gzip.compress(body, mtime=0) if path.suffix in PACKED else b""
    return Asset(body, kind, f'"{hashlib.sha256(body).hexdigest()[:16]}"', packed)


def assets(home: Path | None = None) -> dict[str, Asset]:
    """`load_assets` read once a process; `home` is the home folder, where own themes may lie."""
    return _assets(home, guests.edition())


@lru_cache(maxsize=4)
def _assets(home: Path | None, _edition: int) -> dict[str, Asset]:
    return load_assets(Home(home))


def asset_url(theme: str, file: str, home: Path | None = None) -> str:
    """The address of an asset with its hash; a theme without the file takes the default one's.

    Those of a plugin are called x/<plugin>/..., and a theme may have its own of the same name.
    """
    known = assets(home)
    places = (f"{theme}/{file}", file if file.startswith(f"{guests.PREFIX}/") else f"default/{file}")
    path = places[0] if places[0] in known else places[1]
    return f"/assets/{path}?v={known[path].etag.strip(chr(34))}"
