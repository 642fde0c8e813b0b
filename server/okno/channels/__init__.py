"""Channels: one contract for all ways in and out. What comes in is kept first, what goes out is a row."""
