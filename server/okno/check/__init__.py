"""Proving an installation whole: after a restore, after a crash, or on any day, while it is served."""

from okno.check.flaw import Flaw
from okno.check.whole import Found, whole

__all__ = ["Flaw", "Found", "whole"]
