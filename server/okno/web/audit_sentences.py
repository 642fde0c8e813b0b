"""What the audit says about each kind of fact. A rule test compares the table with the audited events of the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from okno.audit import Entry
from okno.text import N_, Phrase

Say = Phrase | Callable[[Entry], Phrase]

GROUP_WORDS: Mapping[str, Phrase] = {
    "sign_in": N_("Signing in"),
    "sessions": N_("Sessions and tokens"),
    "people": N_("People"),
    "roles": N_("Roles and teams"),
    "catalog": N_("Catalog"),
    "announcements": N_("Announcements"),
    "emergency": N_("Emergency accesses"),
    "personal": N_("Personal data"),
    "plugins": N_("Plugins"),
    "server": N_("Server"),
    "other": N_("Other"),
}
"""The groups of facts by key; all of okno.audit.GROUPS, and what is in none of them."""


def _granted(entry: Entry) -> Phrase:
    if entry.payload.get("team_id") is not None:
        return N_("%(who)s gives the role “%(role)s” in the team “%(team)s” to %(person)s")
    return N_("%(who)s gives the role “%(role)s” to %(person)s")


def _revoked(entry: Entry) -> Phrase:
    if entry.payload.get("team_id") is not None:
        return N_("%(who)s takes the role “%(role)s” in the team “%(team)s” from %(person)s")
    return N_("%(who)s takes the role “%(role)s” from %(person)s")


def _joined(entry: Entry) -> Phrase:
    told = entry.payload
    if told.get("promoted"):
        return N_("%(who)s makes %(person)s the lead of the team “%(team)s”")
    if told.get("demoted"):
        return N_("%(who)s takes the lead of the team “%(team)s” from %(person)s")
    if told.get("line"):
        return N_("%(who)s puts %(person)s into line %(line)s of the team “%(team)s”")
    if told.get("joined", True):
        return N_("%(who)s puts %(person)s into the team “%(team)s”")
    return N_("%(who)s puts %(person)s on all lines of the team “%(team)s”")


def _owner(entry: Entry) -> Phrase:
    if entry.person_id is None:
        return N_("%(who)s leaves the service “%(service)s” without an owner")
    return N_("%(who)s makes %(person)s the owner of the service “%(service)s”")


def _made(entry: Entry) -> Phrase:
    if entry.payload.get("given_in_all_teams"):
        return N_("%(who)s makes the role “%(role)s”, which gives in all teams: %(wide)s")
    return N_("%(who)s makes the role “%(role)s”")


def _withheld(entry: Entry) -> Phrase:
    if entry.payload.get("withheld"):
        return N_("%(who)s withholds from line %(line)s of the team “%(team)s”: %(withheld)s")
    return N_("%(who)s withholds nothing from line %(line)s of the team “%(team)s” any more")


def _paused(entry: Entry) -> Phrase:
    himself = entry.actor_id is None or entry.actor_id == entry.person_id
    if entry.payload.get("paused"):
        if himself:
            return N_("%(person)s takes no new work of the team “%(team)s”")
        return N_("%(who)s gives %(person)s no new work of the team “%(team)s”")
    if himself:
        return N_("%(person)s takes new work of the team “%(team)s” again")
    return N_("%(who)s gives %(person)s new work of the team “%(team)s” again")


def _signed_in(entry: Entry) -> Phrase:
    if entry.payload.get("unknown"):
        return N_("%(person)s signs in from a new place")
    if entry.payload.get("second"):
        return N_("%(person)s signs in with the second factor")
    return N_("%(person)s signs in")


def _refused(entry: Entry) -> Phrase:
    if entry.payload.get("step") == "code":
        return N_("A wrong code for %(person)s")
    return N_("A wrong password for %(person)s")


def _password(entry: Entry) -> Phrase:
    if entry.actor_id is not None and entry.actor_id == entry.person_id:
        return N_("%(person)s chooses a new password")
    return N_("%(who)s sets a new password for %(person)s")


def _ended(entry: Entry) -> Phrase:
    if entry.actor_id is not None and entry.actor_id != entry.person_id:
        return N_("%(who)s ends sessions of %(person)s")
    return N_("%(person)s is signed out")


SENTENCES: Mapping[str, Say] = {
    "PersonSignedIn": _signed_in,
    "SignInRefused": _refused,
    "PasswordSet": _password,
    "ResetAsked": N_("A link for a new password leaves for %(person)s"),
    "InvitationSent": N_("%(who)s invites %(person)s"),
    "SecondFactorOn": N_("%(who)s switches the second factor on for %(person)s"),
    "SecondFactorOff": N_("%(who)s switches the second factor off for %(person)s"),
    "RecoveryCodesMade": N_("%(who)s makes new recovery codes for %(person)s"),
    "RecoveryCodeUsed": N_("%(person)s enters with a recovery code"),
    "SetupDone": N_("%(person)s comes in by the link of the first start"),
    "SessionsEnded": _ended,
    "TokenIssued": N_("%(who)s makes a token for %(person)s"),
    "TokenRevoked": N_("%(who)s revokes a token of %(person)s"),
    "PersonCreated": N_("%(who)s enters %(person)s"),
    "PersonChanged": N_("%(who)s changes %(person)s: %(fields)s"),
    "AbsenceSet": N_("%(who)s enters an absence of %(person)s"),
    "AbsenceCancelled": N_("%(who)s cancels an absence of %(person)s"),
    "RoleGranted": _granted,
    "RoleRevoked": _revoked,
    "RoleMade": _made,
    "RoleChanged": N_("%(who)s changes the role “%(role)s”: %(changes)s"),
    "RoleRestored": N_("%(who)s makes the role “%(role)s” as it was delivered"),
    "RoleRemoved": N_("%(who)s removes the role “%(role)s”"),
    "LineChanged": _withheld,
    "MemberJoined": _joined,
    "MemberLeft": N_("%(who)s takes %(person)s out of the team “%(team)s”"),
    "MemberPaused": _paused,
    "CatalogApplied": N_("%(who)s puts revision %(id)s of the catalog in force"),
    "DueTimesRecounted": N_("%(who)s counts due times anew by other hours: requests %(tickets)s, tasks %(tasks)s"),
    "ServiceOwnerSet": _owner,
    "ApprovalBypassed": N_("%(who)s begins a request of the team “%(team)s” without the approvals that were missing"),
    "AnnouncementPublished": N_("%(who)s publishes announcement no. %(id)s (%(sort)s)"),
    "AnnouncementChanged": N_("%(who)s changes announcement no. %(id)s: %(fields)s"),
    "AnnouncementEnded": N_("%(who)s ends announcement no. %(id)s"),
    "EmergencyOpened": N_("%(who)s opens a request of the team “%(team)s” in an emergency"),
    "EmergencyEnded": N_("%(who)s ends an emergency access"),
    "EmergencyRefused": N_("%(who)s asks for a request in an emergency and does not get it"),
    "PersonExported": N_("%(who)s exports the personal data of %(person)s"),
    "PersonForgotten": N_("%(who)s erases the personal data of %(person)s"),
    "PluginEnabled": N_("%(who)s switches the plugin “%(plugin)s” on"),
    "PluginDisabled": N_("%(who)s switches the plugin “%(plugin)s” off"),
    "PluginSuspended": N_("The plugin “%(plugin)s” is stopped, for it failed again and again: %(fault)s"),
    "PluginFailed": N_("The plugin “%(plugin)s” does not start"),
    "PluginSettingsChanged": N_("%(who)s changes settings of the plugin “%(plugin)s”: %(keys)s"),
    "PluginDataRemoved": N_("%(who)s removes the data of the plugin “%(plugin)s”"),
    "AuditExported": N_("%(who)s exports the audit log"),
    "WorkRetried": N_("%(who)s has no. %(id)s tried again (%(work)s)"),
    "WorkDropped": N_("%(who)s drops no. %(id)s (%(work)s)"),
    "MessageReleased": N_("%(who)s lets message no. %(id)s of the channel “%(channel)s” go on"),
    "MessageDropped": N_("%(who)s drops message no. %(id)s of the channel “%(channel)s”"),
}
"""What is said about each kind of fact; for tickets without a number."""

NUMBERED: Mapping[str, Phrase] = {
    "ApprovalBypassed": N_(
        "%(who)s begins request %(number)s of the team “%(team)s” without the approvals that were missing"
    ),
    "EmergencyOpened": N_("%(who)s opens request %(number)s of the team “%(team)s” in an emergency"),
    "EmergencyEnded": N_("%(who)s ends an emergency access to request %(number)s"),
}
"""The same for a reader who sees the ticket."""
SILENT = frozenset({"ticket", "emergency"})
"""Streams whose ids lead to tickets: they are not told with a kind that nobody knows."""


def said(entry: Entry, *, number: bool) -> Phrase:
    """The sentence about a fact, its places empty; with `number` that of the ticket may be told."""
    if number and entry.kind in NUMBERED:
        return NUMBERED[entry.kind]
    found = SENTENCES.get(entry.kind)
    if found is None:
        return N_("%(who)s: %(kind)s") if entry.stream in SILENT else N_("%(who)s: %(kind)s (%(stream)s %(id)s)")
    return found(entry) if callable(found) else found
