"""Webhooks and deliveries in words."""

from __future__ import annotations

from datetime import timedelta

from okno.api import N_, Phrase, from_us, now_us, plural
from okno.api.themes import StateView, Translator
from okno_webhooks.delivery import (
    COUNT_TO,
    DROPPED,
    FAILED,
    SENT,
    STATES,
    WAITING,
    WITHHELD,
    Delivery,
    Last,
)
from okno_webhooks.hook import Hook
from okno_webhooks.kinds import KINDS

_RUNS = ("done", "st-done", N_("works"))
_STOPPED = ("late", "st-late", N_("stopped"))
_OFF = ("pause", "st-pause", N_("switched off"))
_LOOKS = {
    WAITING: ("wait", "st-wait"),
    SENT: ("done", "st-done"),
    FAILED: ("late", "st-late"),
    DROPPED: ("cancel", "st-cancel"),
    WITHHELD: ("pause", "st-pause"),
}
_ERRORS: dict[str, Phrase] = {
    "Unreachable": N_("This server does not call that address: it leads inside, and outbound.inside does not name it."),
    "Unsealable": N_("The secret cannot be read with the key of this installation. Make another one."),
    "TimeoutError": N_("The receiver did not answer in time."),
    "gaierror": N_("The name of the receiver is not known here."),
    "ConnectionRefusedError": N_("Nobody listens at that address."),
    "SSLCertVerificationError": N_("Nobody vouches for the certificate of the receiver. See outbound.authorities."),
}
"""What went wrong, by the class of the error."""


def hook_state(hook: Hook, t: Translator) -> StateView:
    """Whether a webhook works."""
    kind, icon, word = _STOPPED if hook.paused else _RUNS if hook.active else _OFF
    return StateView(kind=kind, icon=icon, word=t.say(word))


def hook_facts(hook: Hook, last: Last, t: Translator) -> tuple[str, ...]:
    """What it tells, when it was tried last, what waits and what was given up."""
    known = sum(name in KINDS for name in hook.kinds)
    facts = [t.say(plural("%(n)s event", "%(n)s events", known))]
    if last.at is None:
        facts.append(t.say(N_("nothing sent yet")))
    else:
        facts.append(t.say(N_("last %(when)s: %(state)s", when=t.moment(from_us(last.at)), state=STATES[last.state])))
    for phrase, count in ((N_("waiting: %(n)s"), last.waiting), (N_("given up: %(n)s"), last.failed)):
        if count:
            facts.append(t.say(phrase, n=f"{COUNT_TO}+" if count >= COUNT_TO else count))
    return tuple(facts)


def delivery_state(one: Delivery, t: Translator) -> StateView:
    """How a delivery is."""
    kind, icon = _LOOKS[one.state]
    return StateView(kind=kind, icon=icon, word=t.say(STATES[one.state]))


def delivery_facts(one: Delivery, t: Translator) -> tuple[str, ...]:
    """What the receiver said, how long that took, how often it was tried, when it is tried again."""
    facts = []
    if one.status is not None:
        facts.append(f"HTTP {one.status}")
    if one.millis is not None and one.status is not None:
        facts.append(t.say(N_("%(n)s ms", n=t.number(one.millis))))
    if one.attempts:
        facts.append(t.say(plural("%(n)s try", "%(n)s tries", one.attempts)))
    if one.next_at is not None:
        ahead = timedelta(microseconds=one.next_at - now_us())
        soon = ahead < timedelta(minutes=1)
        facts.append(t.say(N_("next try in %(time)s", time=t.duration(ahead)) if not soon else N_("next try soon")))
    return tuple(facts)


def error_words(one: Delivery, t: Translator) -> str:
    """What went wrong the last time; "" when nothing did."""
    if one.state == WITHHELD:
        return t.say(N_("The owner of the webhook may not see this request any more, so it stayed here."))
    if one.state == DROPPED:
        return t.say(N_("The webhook was stopped, or the words are erased."))
    if not one.error:
        redirected = one.status is not None and 300 <= one.status < 400
        return t.say(N_("Redirects are not followed: write the last address.")) if redirected else ""
    found = _ERRORS.get(one.error.partition(":")[0])
    return t.say(found) if found is not None else one.error
