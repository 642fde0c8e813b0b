"""Tables for spreadsheets: CSV as Excel in Russia opens it, with no cell that could run."""

from okno.web.sheet import BOM, MEDIA_TYPE, lines

__all__ = ["BOM", "MEDIA_TYPE", "lines"]
