"""Why a message waits, failed or was ignored: keys that facts and rows hold, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping

from okno.text import N_, Phrase

STRANGER = "stranger"
CLOSED_TO = "no_opening"
SEVERAL = "several"
LEFT = "left"
FORGED = "forged"
REFERENCE = "reference"
RATE = "rate"
FULL = "full"
STAND_IN = "stand_in"
FORM = "form"
REFUSED = "refused"
EMPTY = "empty"
CRASH = "crash"
MEMORY = "memory"
TIME = "time"
UNREADABLE = "unreadable"
TOO_MUCH = "too_much"
LOST = "lost"
AUTO = "auto"
DUPLICATE = "duplicate"
OWN = "own"
GONE = "gone"
UNDELIVERABLE = "undeliverable"
TRIES = "tries"

WORDS: Mapping[str, Phrase] = {
    STRANGER: N_("The sender is not known, and this channel takes no strangers."),
    CLOSED_TO: N_("It answers no request, and this channel opens none."),
    SEVERAL: N_("The address belongs to several people."),
    LEFT: N_("The address belongs to somebody whose access is switched off."),
    FORGED: N_("The sender is not proven: the address may be forged."),
    REFERENCE: N_("It answers in a request in which its sender may not write."),
    RATE: N_("Too many messages of this sender within an hour."),
    FULL: N_("Too many messages of this channel within an hour. It goes on by itself."),
    STAND_IN: N_("The account that orders for guests is missing or switched off. Check the settings of the channel."),
    FORM: N_("The service asks for what the message does not say. Check the settings of the channel."),
    REFUSED: N_("A rule refuses it."),
    EMPTY: N_("It says nothing."),
    CRASH: N_("Reading it ends the program that reads it."),
    MEMORY: N_("Reading it takes too much memory."),
    TIME: N_("Reading it takes too long."),
    UNREADABLE: N_("It cannot be read."),
    TOO_MUCH: N_("It holds more than a message may."),
    LOST: N_("Its content is not there any more."),
    AUTO: N_("An answer of a machine."),
    DUPLICATE: N_("It came before by another way."),
    OWN: N_("Our own message has come back."),
    GONE: N_("The extension of this channel is switched off. It goes on when that runs again."),
    UNDELIVERABLE: N_("The channel does not take it: check the address."),
    TRIES: N_("It could not be handed over in many tries."),
}

RELEASABLE = frozenset({RATE, FULL, REFERENCE, FORGED})
"""What an administrator may let through as it is; all else is tried again when its cause is mended."""
