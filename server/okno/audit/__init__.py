"""Audit: who did what, from where and why."""
