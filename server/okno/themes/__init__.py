"""Pages: declared contexts, templates, assets and the renderer."""

from okno.themes import loading as _loading  # noqa: F401  registers itself
from okno.themes.assets import IMMUTABLE, Asset, asset_url, assets
from okno.themes.filling import fill
from okno.themes.render import check_templates, render, set_home
from okno.themes.slots import SLOTS, Subject

__all__ = [
    "IMMUTABLE",
    "SLOTS",
    "Asset",
    "Subject",
    "asset_url",
    "assets",
    "check_templates",
    "fill",
    "render",
    "set_home",
]
