"""When a delivery that did not arrive is tried again, and when it is given up."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SECOND_US = 1_000_000
FIRST_SECONDS = 10
LONGEST_SECONDS = 6 * 3600
PERIOD_US = 3 * 24 * 3600 * SECOND_US
"""For so long it is tried."""
REST_SECONDS = 600
"""A receiver that is down is looked after at least so often: what waits for it goes out soon after it is back."""
JITTER = 0.2


def pause_us(attempts: int, *, longest: int = LONGEST_SECONDS) -> int:
    """The pause after this many tries, twice as long each time, never the same for two."""
    seconds = min(FIRST_SECONDS * 2 ** min(attempts - 1, 20), longest)
    return int(seconds * random.uniform(1 - JITTER, 1 + JITTER) * SECOND_US)


def wished_us(headers: Mapping[str, str], now_us: int) -> int:
    """How long the receiver asks to be left alone (Retry-After: seconds or a date), at most the longest pause."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, IndexError, OverflowError):
            return 0
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        seconds = (aware - datetime.fromtimestamp(now_us / SECOND_US, UTC)).total_seconds()
    return int(max(0.0, min(seconds, LONGEST_SECONDS)) * SECOND_US)
