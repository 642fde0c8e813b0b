"""plugins/API.md, written from the code: `python -m tests.rules.api_page` writes it anew."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from tests.rules.sources import ROOT, SERVER

PAGE = ROOT / "plugins" / "API.md"
FACADE = "okno.api"
HEAD = """# What a plugin may use of Okno

Written from the code by `python -m tests.rules.api_page`; a test compares. A name here is kept until a new major
version; what is not here may change at any time, and `./install/check` refuses plugins that import it.
"""


def text() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_modules()]).rstrip() + "\n"


def _modules() -> Iterator[str]:
    names = sorted(path.stem for path in (SERVER / "okno" / "api").glob("*.py") if path.stem != "__init__")
    for name in (FACADE, *(f"{FACADE}.{one}" for one in names)):
        module = importlib.import_module(name)
        yield f"## {name}\n\n{inspect.getdoc(module)}\n\n| Name | What it is |\n|---|---|"
        yield from (f"| `{one}` | {_told(getattr(module, one))} |" for one in module.__all__)
        yield ""


def _told(value: object) -> str:
    """The first paragraph of its docstring, on one line."""
    if not (inspect.isclass(value) or inspect.isfunction(value) or inspect.ismodule(value)):
        return "data" if not callable(value) else "a type"
    paragraph = (inspect.getdoc(value) or "").partition("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def write(path: Path = PAGE) -> None:
    """Writes the page."""
    path.write_text(text(), "utf-8")


if __name__ == "__main__":
    write()
