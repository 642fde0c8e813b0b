"""Where a change comes from."""

from __future__ import annotations

from okno.events.origin import because, coming, origin


def test_a_reason_is_kept_without_what_no_database_takes() -> None:
    """It was typed by a person: line breaks stay, other control characters go."""
    with coming("page", "192.0.2.1"), because("Звонил\x00 сам\x1b[2J\r\nв 10:00\u2028"):
        assert origin().reason == "Звонил сам[2J\nв 10:00"
        assert origin().via == "page"
    assert origin().reason == ""
