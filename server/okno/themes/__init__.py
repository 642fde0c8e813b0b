"""Pages: declared contexts, templates, assets and the renderer."""

from okno.themes.assets import IMMUTABLE, Asset, asset_url, assets
from okno.themes.render import SLOTS, check_templates, render, set_home

__all__ = ["IMMUTABLE", "SLOTS", "Asset", "asset_url", "assets", "check_templates", "render", "set_home"]
