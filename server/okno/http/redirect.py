"""Where a browser may be sent: to our own pages only."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from starlette.responses import RedirectResponse

# No backslash, blank or control character: browsers read "/\evil" and "/<tab>/evil" as another host.
_SAFE = re.compile(r"/[!-\[\]-~]*")
LONGEST = 2000


def local(path: str, default: str = "/") -> str:
    """`path` when it is surely an address on this host, else `default`. Cyrillic letters are encoded first."""
    path = quote(path, safe="/?&=%+#:@!$'()*,;~-._\\[]") if not path.isascii() else path
    if len(path) > LONGEST or not _SAFE.fullmatch(path):
        return default
    # A second look at the decoded form: a proxy or a browser may decode once more than we do.
    for form in (path, unquote(path)):
        if form.startswith(("//", "/\\")) or "\\" in form or any(ord(c) < 32 for c in form):
            return default
    parts = urlsplit(path)
    return default if parts.scheme or parts.netloc else path


def see(path: str, default: str = "/") -> RedirectResponse:
    """Sends the browser to a page of ours, by GET."""
    return RedirectResponse(local(path, default), status_code=303)
