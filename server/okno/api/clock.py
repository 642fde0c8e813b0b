"""Time: instants are microseconds UTC in tables, and `datetime` with a zone in code."""

from okno.clock import FAR_US, SECOND_US, from_us, now, now_us, to_us, zone_of

__all__ = ["FAR_US", "SECOND_US", "from_us", "now", "now_us", "to_us", "zone_of"]
