"""Finding plugins: what installed packages say they are, by the entry point group okno.plugins. Nothing is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from okno.extend.manifest import FILE, BadManifest, Manifest, read
from okno.text import N_, Phrase

GROUP = "okno.plugins"


@dataclass(frozen=True)
class Found:
    """A plugin that is installed. Without a manifest, `problem` says why it has none.

    `package` is the name of its Python package, `distribution` and `version` what it was installed as.
    """

    name: str
    package: str
    folder: Path | None
    distribution: str = ""
    version: str = ""
    manifest: Manifest | None = None
    problem: Phrase | None = None


def installed() -> Sequence[Found]:
    """All plugins that are installed in this Python, in the order of names."""
    return sorted((_of(point) for point in entry_points(group=GROUP)), key=lambda found: (found.name, found.package))


def in_folder(folder: Path) -> Found:
    """The plugin whose package lies in a folder: what `okno plugin check FOLDER` looks at."""
    package = folder if (folder / FILE).is_file() else next(iter(sorted(folder.glob(f"okno_*/{FILE}"))), folder).parent
    return _read(package.name.removeprefix("okno_"), package.name, package)


def _of(point: EntryPoint) -> Found:
    distribution = point.dist.name if point.dist is not None else ""
    version = point.dist.version if point.dist is not None else ""
    try:
        # For a package at the top this looks for a folder and imports nothing.
        spec = find_spec(point.module.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        problem = N_("Its package %(package)s is not there. Install the plugin anew.", package=point.module)
        return Found(point.name, point.module, None, distribution, version, problem=problem)
    return _read(point.name, point.module, Path(places[0]), distribution, version)


def _read(name: str, package: str, folder: Path, distribution: str = "", version: str = "") -> Found:
    try:
        manifest = read(folder / FILE)
    except BadManifest as bad:
        return Found(name, package, folder, distribution, version, problem=bad.phrase)
    problem = None
    if manifest.name != name:
        problem = N_(
            "It is installed as “%(name)s” and its plugin.toml says “%(said)s”. Both must be the same.",
            name=name,
            said=manifest.name,
        )
    return Found(name, package, folder, distribution, version, manifest, problem)
