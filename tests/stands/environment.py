"""A Python environment with the plugins of a shelf installed beside all that the tests have, for servers."""

from __future__ import annotations

import sysconfig
import venv
from pathlib import Path

from tests.stands.plugins import Shelf


def environment_with(folder: Path, shelf: Shelf) -> str:
    """Makes the environment and gives its Python. Workers ignore PYTHONPATH, but not what is installed."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    site = next(folder.glob("lib/python3*/site-packages"))
    ours = sysconfig.get_path("purelib")
    (site / "tests.pth").write_text(f"{shelf.folder}\nimport site; site.addsitedir({ours!r})\n")
    return str(folder / "bin" / "python")
