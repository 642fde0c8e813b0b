"""Whole ways through a running server: its pages, REST, letters and live pushes, and what survives a kill."""
