"""Plugins that a test writes by itself, whole or broken: a folder of packages as pip installs them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

from okno import extend, settings as okno_settings
from okno.extend import Found, Plugin

HEAD = """
name = "{name}"
version = "0.1.0"
licence = "MIT"
okno = ">=0.1,<1"
title = {{ ru = "Проба", en = "Trial" }}
summary = {{ ru = "Плагин для проверки.", en = "A plugin for a test." }}
"""


class Shelf:
    """A folder where packages lie as pip installs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(
        self, name: str, files: Mapping[str, str] | None = None, *, manifest: str = "", whole: str | None = None,
        package: str = "",
    ) -> None:  # fmt: skip
        """Installs a plugin: `files` of its package, and what follows the usual head of a manifest, or all of it."""
        package = package or f"okno_{name}"
        root = self.folder / package
        content = {"__init__.py": '"""A plugin of a test."""\n', **(files or {})}
        content["plugin.toml"] = whole if whole is not None else HEAD.format(name=name) + dedent(manifest)
        for file, text in content.items():
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), "utf-8")
        about = self.folder / f"{package}-0.1.0.dist-info"
        about.mkdir(exist_ok=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 0.1.0\n")
        (about / "entry_points.txt").write_text(f"[okno.plugins]\n{name} = {package}\n")

    @contextmanager
    def on_path(self) -> Iterator[None]:
        """Inside of it this process finds the packages; after it their modules are forgotten."""
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(str(self.folder))
            for name, module in list(sys.modules.items()):
                if (getattr(module, "__file__", None) or "").startswith(str(self.folder)):
                    del sys.modules[name]

    @contextmanager
    def loaded(self, **settings: str) -> Iterator[Mapping[str, Plugin]]:
        """Loads what lies here, and nothing else, into this process. `settings` are those of the server."""
        chosen = okno_settings.load(Path("nowhere"), {}, **settings)
        with self.on_path():
            try:
                yield {plugin.name: plugin for plugin in extend.load(chosen, found=self.found())}
            finally:
                extend.load(chosen, found=())

    def found(self) -> Sequence[Found]:
        """What is installed here."""
        return [one for one in extend.installed() if one.folder is None or one.folder.is_relative_to(self.folder)]
