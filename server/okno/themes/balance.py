"""Whether a piece of HTML closes what it opens, so that what stands after it is not swallowed."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
"""Tags that nothing closes."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  of the base class
        """One more that waits for its end."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """In drawings the stroke closes a tag; in HTML it means nothing."""
        if "svg" not in self.open:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Ends the last one that was opened, or is wrong."""
        if not self.open or self.open.pop() != tag:
            self.wrong = self.wrong or f"</{tag}>"


def unbalanced(html: str) -> str:
    """The first tag that does not fit, "" when all do."""
    tags = _Tags()
    tags.feed(html)
    # What is left waits for its end: a comment or a tag that would swallow the rest of the page.
    if "<" in tags.rawdata:
        return tags.rawdata[tags.rawdata.index("<") :][:20]
    tags.close()
    return tags.wrong or "".join(f"<{tag}>" for tag in tags.open)
