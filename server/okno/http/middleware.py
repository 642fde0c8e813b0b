"""What every request passes first: its id, who is at the other end, what hosts and sizes are accepted, headers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okno.errors import ConfigError, NotFound, TooLarge
from okno.http.visit import KEY, Visit
from okno.i18n import LOCALES, best_locale
from okno.log import request_id
from okno.settings import Settings
from okno.text import N_

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOCALE_COOKIE = "okno_locale"
"""The language that somebody chose before signing in."""

ALONE = "frame-ancestors 'none'"
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        ALONE,
    )
)
_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Front:
    """The outermost middleware: makes the visit and puts the headers that every answer has."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.proxies = networks(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = self._arrive(scope)
        token = request_id.set(visit.request_id)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put_headers(MutableHeaders(scope=message), visit)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            request_id.reset(token)

    def _arrive(self, scope: Scope) -> Visit:
        headers = Headers(scope=scope)
        by_proxy = _trusted((scope.get("client") or ("", 0))[0], self.proxies)
        address, scheme = behind(scope, headers, self.proxies)
        if self.settings.base_url.lower().startswith("https://"):
            # People come by https whatever the proxy in front says: cookies must not leave in the clear.
            scheme = "https"
        scope["scheme"], scope["client"] = scheme, (address, 0)
        query = scope.get("query_string", b"").decode("latin-1")
        visit = Visit(
            settings=self.settings,
            # One from outside could carry anything into the log, or another person's number.
            request_id=secrets.token_hex(8),
            address=address,
            https=scheme == "https",
            path=quote(scope["path"]) + (f"?{query}" if query else ""),
            locale=_locale(headers, self.settings.locale),
            by_proxy=by_proxy,
        )
        scope[KEY] = visit
        return visit


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks of the setting trusted_proxies. Raises ConfigError for what is neither."""
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        hint = N_("trusted_proxies: %(why)s. Write addresses as 10.0.0.5 or 10.0.0.0/24.", why=str(error))
        raise ConfigError(hint) from None


def behind(scope: Scope, headers: Headers, proxies: tuple[Network, ...]) -> tuple[str, str]:
    """Address and scheme of the browser. What a peer says of another counts only if the peer is a trusted proxy."""
    peer = (scope.get("client") or ("", 0))[0]
    if not _trusted(peer, proxies):
        return peer, scope.get("scheme", "http")
    address = peer
    hops = ",".join(headers.getlist("x-forwarded-for")).split(",")
    for hop in (hop.strip() for hop in reversed(hops)):
        named = _parsed(hop)
        if named is None:
            break
        address = str(named)
        if not _trusted(hop, proxies):
            break
    scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    return address, scheme if scheme in ("http", "https") else scope.get("scheme", "http")


def _parsed(text: str) -> Address | None:
    try:
        # What follows % in an IPv6 address may be any text: it is no part of what is kept, shown or compared.
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _trusted(text: str, proxies: tuple[Network, ...]) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in proxies)


def _locale(headers: Headers, default: str) -> str:
    chosen = cookie_parser(headers.get("cookie", "")).get(LOCALE_COOKIE, "")
    return chosen if chosen in LOCALES else best_locale(headers.get("accept-language", ""), default)


def _put_headers(headers: MutableHeaders, visit: Visit) -> None:
    if visit.frames:
        headers["Content-Security-Policy"] = CSP.replace(ALONE, f"frame-ancestors {' '.join(visit.frames)}")
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if visit.frames:
        # It knows all or nothing; browsers that know frame-ancestors pass it over.
        del headers["X-Frame-Options"]
    headers["X-Request-Id"] = visit.request_id
    for cookie in visit.cookies:
        headers.append("Set-Cookie", cookie)
    if visit.private:
        headers["Cache-Control"] = "no-store"


class Body:
    """Refuses a body that is too long: by its stated length at once, else as soon as it has come in."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > self.limit:
            raise self._too_large()
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise self._too_large()
            return message

        await self.app(scope, receiving, send)

    def _too_large(self) -> TooLarge:
        return TooLarge(N_("More than %(mb)s MB was sent at once.", mb=self.limit // 2**20))


class Plain:
    """Refuses addresses with the NUL character, which no page has and PostgreSQL can't compare."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] == "http" and ("\x00" in scope["path"] or b"%00" in scope.get("query_string", b"")):
            raise NotFound
        await self.app(scope, receive, send)
