"""Kinds of audited facts, gathered into the groups that the audit is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "other"
"""The group of kinds that nobody here knows: those of plugins, of plugins that are gone too."""

GROUPS: Mapping[str, frozenset[str]] = {
    "sign_in": frozenset(
        {
            "PersonSignedIn",
            "SignInRefused",
            "PasswordSet",
            "ResetAsked",
            "InvitationSent",
            "SecondFactorOn",
            "SecondFactorOff",
            "RecoveryCodesMade",
            "RecoveryCodeUsed",
            "SetupDone",
        }
    ),
    "sessions": frozenset({"SessionsEnded", "TokenIssued", "TokenRevoked"}),
    "people": frozenset({"PersonCreated", "PersonChanged", "AbsenceSet", "AbsenceCancelled"}),
    "roles": frozenset(
        {
            "RoleGranted",
            "RoleRevoked",
            "RoleMade",
            "RoleChanged",
            "RoleRestored",
            "RoleRemoved",
            "LineChanged",
            "MemberJoined",
            "MemberLeft",
            "MemberPaused",
        }
    ),
    "catalog": frozenset({"CatalogApplied", "DueTimesRecounted", "ServiceOwnerSet"}),
    "announcements": frozenset({"AnnouncementPublished", "AnnouncementChanged", "AnnouncementEnded"}),
    "emergency": frozenset({"EmergencyOpened", "EmergencyEnded", "EmergencyRefused", "ApprovalBypassed"}),
    "personal": frozenset({"PersonExported", "PersonForgotten"}),
    "plugins": frozenset(
        {
            "PluginEnabled",
            "PluginDisabled",
            "PluginSuspended",
            "PluginFailed",
            "PluginSettingsChanged",
            "PluginDataRemoved",
        }
    ),
    "server": frozenset({"AuditExported", "WorkRetried", "WorkDropped", "MessageReleased", "MessageDropped"}),
}
"""The groups in the order in which they are offered, by their keys."""


def group_of(kind: str) -> str:
    """The group of a kind of fact."""
    return next((group for group, kinds in GROUPS.items() if kind in kinds), OTHER)
