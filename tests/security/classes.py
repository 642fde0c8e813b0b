"""The classes of holes that help desks have had, by number: the file that tries each, or why there is none yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tried:
    """What a class is, and the files that try it."""

    title: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class NotYet:
    """What a class is, and what has to come before it can be tried."""

    title: str
    why: str


CLASSES: Mapping[int, Tried | NotYet] = {
    1: Tried("An attachment that becomes code", ("test_01_upload_names.py",)),
    2: Tried("A token that can be guessed, or never ends", ("test_02_tokens.py",)),
    3: Tried("Attachments without signing in", ("test_03_attachments.py", "test_04_foreign_objects.py")),
    4: Tried(
        "Reading what is another’s",
        (
            "test_04_foreign_objects.py",
            "test_04_forgotten_checks.py",
            "test_04_parts.py",
        ),
    ),
    5: Tried(
        "A low right that does more",
        (
            "test_05_escalation.py",
            "test_05_agreeing.py",
            "test_04_foreign_objects.py",
        ),
    ),
    6: Tried(
        "The filter that another path skips",
        (
            "test_06_canary.py",
            "test_06_other_paths.py",
            "test_06_letters.py",
        ),
    ),
    7: Tried("Words that become SQL", ("test_07_sql_injection.py",)),
    8: Tried("Requests that we are made to send", ("test_08_outbound.py",)),
    9: Tried("Words that become elements of a page", ("test_09_stored_xss.py", "test_09_catalog_words.py")),
    10: NotYet("A PDF that reads files", "nothing makes PDF yet: pages are printed by the browser"),
    11: Tried("Names that lead out of a folder", ("test_11_path_traversal.py",)),
    12: Tried("Data that becomes objects", ("test_12_deserialisation.py",)),
    13: Tried("Pages that were left behind", ("test_13_left_over_pages.py",)),
    14: Tried("Forged headers", ("test_14_forged_headers.py",)),
    15: NotYet("Accounts joined by an unverified address", "no directory and no single sign-on yet"),
    16: NotYet("Identities of SAML", "no single sign-on yet; an invitation is bound to its person (test_02_tokens.py)"),
    17: Tried("Who is switched off goes on", ("test_17_disabled.py",)),
    18: NotYet("Words that become LDAP", "no directory yet"),
    19: Tried("Who is here, and guessing", ("test_19_enumeration.py",)),
    20: Tried("Secrets in answers, and in time", ("test_20_secrets.py",)),
    21: Tried("Headers and readers that words add", ("test_21_header_injection.py",)),
    22: Tried("Formulas in tables", ("test_22_csv_formula.py",)),
    23: Tried("Too much, too long, too clever", ("test_23_denial.py", "test_23_catalog.py")),
    24: Tried("Fields that nobody asked for", ("test_24_mass_assignment.py",)),
    25: NotYet("Conversations taken over by mail", "no mail comes in yet"),
    26: NotYet("A desk that sends spam for others", "no mail comes in, and nobody orders without signing in"),
    27: Tried("Too much for everybody", ("test_27_public_parts.py",)),
    28: Tried("Private pages that are kept", ("test_28_caching.py",)),
    29: Tried("Changes asked for elsewhere, ways that lead away", ("test_29_redirect_csrf.py",)),
    30: Tried("Passwords that everybody knows", ("test_30_default_credentials.py",)),
}
"""All of them."""
