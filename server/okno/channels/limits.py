"""The stated limits of what comes in and goes out by channels. Sizes in bytes or characters, times in seconds."""

from __future__ import annotations

from datetime import timedelta

RAW = 25 * 2**20
RAW_IN_ROW = 64 * 2**10
META = 16 * 2**10

# One parsing, in a process of its own.
PARSERS = 2
PARSE_SECONDS = 20.0
PARSE_CPU_SECONDS = 10
PARSE_MEMORY = 256 * 2**20
PARSE_TRIES = 3
PARSE_PAUSES = (timedelta(seconds=5), timedelta(minutes=1))
REPLY = 64 * 2**20

# What was parsed.
ADDRESS = 254
NAME = 255
SUBJECT = 255
TEXT = 1_000_000
RECIPIENTS = 100
REFERENCES = 50
EXTERNAL_ID = 255
ANSWERS = 100_000
FILES = 20
FILES_BYTES = 40 * 2**20

DUPLICATES = timedelta(minutes=10)
RATE = timedelta(hours=1)
FULL_PAUSE = timedelta(minutes=5)
"""How long what is over the limit of a channel waits before it is looked at again."""

SEND_SECONDS = 60.0
SEND_TRIES = 12
SEND_FIRST = timedelta(seconds=30)
SEND_LONGEST = timedelta(hours=6)
SENT_AN_HOUR = 30
"""Messages to one address."""
GONE_PAUSE = timedelta(minutes=10)
"""How long what belongs to a channel that is switched off waits before it is looked for again."""

RAW_KEPT = timedelta(days=30)
IGNORED_KEPT = timedelta(days=30)
"""How long rows of what was ignored or dropped are kept."""
