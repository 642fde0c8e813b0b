"""Migrations of the core: applied in the order of their names, never changed after a release."""
