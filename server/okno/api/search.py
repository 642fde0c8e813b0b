"""The search and the reports: what the hooks `search_sources` and `report_kinds` return."""

from okno.themes.hooks import Hit, Report, SearchSource

__all__ = ["Hit", "Report", "SearchSource"]
