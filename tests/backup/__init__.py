"""Backups: made while people work, brought back whole, and proved."""
