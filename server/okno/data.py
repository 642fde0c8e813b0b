"""Where the data folders of the project are, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def data_root(name: str) -> Path:
    """Give the folder `name` (catalog, themes): the copy inside the wheel, else the one of the checkout."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parent.parent / name
