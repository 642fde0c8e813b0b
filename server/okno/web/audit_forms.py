"""Sentences of the audit when nobody signed in did it, or did it to himself: no name twice, no machine as somebody."""

from __future__ import annotations

from collections.abc import Mapping

from okno.text import N_, Phrase

PASSIVE: Mapping[str, Phrase] = {
    "%(who)s gives the role “%(role)s” to %(person)s": N_("The role “%(role)s” is given to %(person)s"),
    "%(who)s gives the role “%(role)s” in the team “%(team)s” to %(person)s": N_(
        "The role “%(role)s” in the team “%(team)s” is given to %(person)s"
    ),
    "%(who)s takes the role “%(role)s” from %(person)s": N_("The role “%(role)s” is taken from %(person)s"),
    "%(who)s takes the role “%(role)s” in the team “%(team)s” from %(person)s": N_(
        "The role “%(role)s” in the team “%(team)s” is taken from %(person)s"
    ),
    "%(who)s makes %(person)s the lead of the team “%(team)s”": N_("%(person)s leads the team “%(team)s” now"),
    "%(who)s takes the lead of the team “%(team)s” from %(person)s": N_("%(person)s leads the team “%(team)s” no more"),
    "%(who)s puts %(person)s into line %(line)s of the team “%(team)s”": N_(
        "%(person)s is in line %(line)s of the team “%(team)s” now"
    ),
    "%(who)s puts %(person)s into the team “%(team)s”": N_("%(person)s is in the team “%(team)s” now"),
    "%(who)s puts %(person)s on all lines of the team “%(team)s”": N_(
        "%(person)s is on all lines of the team “%(team)s” now"
    ),
    "%(who)s takes %(person)s out of the team “%(team)s”": N_("%(person)s is out of the team “%(team)s”"),
    "%(who)s sets a new password for %(person)s": N_("A new password is set for %(person)s"),
    "%(who)s invites %(person)s": N_("%(person)s is invited"),
    "%(who)s switches the second factor off for %(person)s": N_("The second factor of %(person)s is switched off"),
    "%(who)s makes a token for %(person)s": N_("A token is made for %(person)s"),
    "%(who)s revokes a token of %(person)s": N_("A token of %(person)s is revoked"),
    "%(who)s enters %(person)s": N_("%(person)s is entered"),
    "%(who)s changes %(person)s: %(fields)s": N_("%(person)s is changed: %(fields)s"),
    "%(who)s enters an absence of %(person)s": N_("An absence of %(person)s is entered"),
    "%(who)s cancels an absence of %(person)s": N_("An absence of %(person)s is cancelled"),
    "%(who)s makes the role “%(role)s”": N_("The role “%(role)s” is made"),
    "%(who)s changes the role “%(role)s”: %(changes)s": N_("The role “%(role)s” is changed: %(changes)s"),
    "%(who)s makes the role “%(role)s” as it was delivered": N_("The role “%(role)s” is as it was delivered"),
    "%(who)s removes the role “%(role)s”": N_("The role “%(role)s” is removed"),
    "%(who)s puts revision %(id)s of the catalog in force": N_("Revision %(id)s of the catalog is in force"),
    "%(who)s counts due times anew by other hours: requests %(tickets)s, tasks %(tasks)s": N_(
        "Due times are counted anew by other hours: requests %(tickets)s, tasks %(tasks)s"
    ),
    "%(who)s ends announcement no. %(id)s": N_("Announcement no. %(id)s is over"),
    "%(who)s ends an emergency access": N_("An emergency access is over"),
    "%(who)s ends an emergency access to request %(number)s": N_("An emergency access to request %(number)s is over"),
    "%(who)s exports the personal data of %(person)s": N_("The personal data of %(person)s is exported"),
    "%(who)s erases the personal data of %(person)s": N_("The personal data of %(person)s is erased"),
    "%(who)s exports the audit log": N_("The audit log is exported"),
    "%(who)s switches the plugin “%(plugin)s” on": N_("The plugin “%(plugin)s” is switched on"),
    "%(who)s switches the plugin “%(plugin)s” off": N_("The plugin “%(plugin)s” is switched off"),
    "%(who)s changes settings of the plugin “%(plugin)s”: %(keys)s": N_(
        "Settings of the plugin “%(plugin)s” are changed: %(keys)s"
    ),
    "%(who)s removes the data of the plugin “%(plugin)s”": N_("The data of the plugin “%(plugin)s” is removed"),
}
"""For sentences with somebody who does it, the same without him."""

OWN: Mapping[str, Phrase] = {
    "%(who)s switches the second factor on for %(person)s": N_("%(person)s switches the own second factor on"),
    "%(who)s switches the second factor off for %(person)s": N_("%(person)s switches the own second factor off"),
    "%(who)s makes new recovery codes for %(person)s": N_("%(person)s gets new recovery codes"),
    "%(who)s makes a token for %(person)s": N_("%(person)s makes an own token"),
    "%(who)s revokes a token of %(person)s": N_("%(person)s revokes an own token"),
    "%(who)s changes %(person)s: %(fields)s": N_("%(person)s changes the own profile: %(fields)s"),
    "%(who)s enters an absence of %(person)s": N_("%(person)s enters an own absence"),
    "%(who)s cancels an absence of %(person)s": N_("%(person)s cancels an own absence"),
    "%(who)s exports the personal data of %(person)s": N_("%(person)s exports the own personal data"),
}
"""The same where somebody does it to himself."""


def fitting(phrase: Phrase, actor_id: int | None, person_id: int | None) -> Phrase:
    """The form of a sentence for whoever did it and whom it is about; as it is when it has no other."""
    if actor_id is None:
        return PASSIVE.get(phrase.msgid, phrase)
    return OWN.get(phrase.msgid, phrase) if actor_id == person_id else phrase
