"""Okno, the single window of a company: a service desk with a catalog, for the inside of a network."""

__version__ = "0.1.0"
