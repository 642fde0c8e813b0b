"""Writes a Catalog as a folder of YAML files that the loader reads back unchanged."""

from pathlib import Path
from typing import Any

import yaml

from okno.catalog.loader import FOLDERS, FORMAT
from okno.catalog.model import Catalog
from okno.catalog.shape import plain
from okno.errors import Refused
from okno.text import N_


class _Dumper(yaml.SafeDumper):
    """Long texts stand as blocks, so that a change shows as one changed line."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    lines = value.split("\n")
    style = "|" if len(lines) > 1 else None
    if not all(line.isprintable() for line in lines):
        # Some invisible characters count as line ends in YAML; quoted they are written as escapes.
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def write(catalog: Catalog, folder: Path) -> None:
    """Write a catalog into a new folder or over an older copy. Raises Refused for a folder of something else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "catalog.yaml").is_file():
        raise Refused(N_("The folder %(folder)s holds other files. Name an empty one", folder=str(folder)))
    folder.mkdir(parents=True, exist_ok=True)
    _dump(folder / "catalog.yaml", {"format": FORMAT, "base": catalog.base})
    _dump(folder / "categories.yaml", {"categories": [plain(item) for item in catalog.categories.values()]})
    for name in FOLDERS:
        items = getattr(catalog, name)
        (folder / name).mkdir(exist_ok=True)
        for stale in (folder / name).glob("*.yaml"):
            if stale.stem not in items:
                stale.unlink()
        for key, item in items.items():
            _dump(folder / name / f"{key}.yaml", plain(item))


def _dump(path: Path, data: Any) -> None:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8")
