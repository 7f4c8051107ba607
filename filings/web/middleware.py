"""Guard the application: refuse foreign hosts, requests that are too large and too many of them.

An ASGI application around another. It checks the host, the size and the rate of requests, and sets
the headers that keep a browser from loading anything from elsewhere.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_SMALL = 1_000_000  # bytes of anything that is no list
_UPLOADS = re.compile(r"(/api/v1)?/matters(/[a-z0-9]+/(lists|runs/[0-9]+/returned))?")
_STATIC = "/static/"
_PORT = re.compile(r":\d{1,5}$")
_PEOPLE = 20  # at one address
_MOST_CLIENTS = 10_000  # remembered
_TOO_LARGE = "This is larger than the {most:,} bytes that are taken here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request, and one client, may send."""

    upload: int = 500_000_000  # bytes of a request with lists
    requests: float = 30  # a second, in the long run
    burst: float = 150  # at once


class Guard:
    """Wraps an application."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        limits: Limits,
        seconds: Callable[[], float],
        *,
        secure: bool,
    ) -> None:
        """Wrap it.

        Args:
            app: What is guarded.
            hosts: The names under which it is reached.
            limits: The limits.
            seconds: A clock that never goes back.
            secure: Whether browsers reach it by TLS, through a proxy.
        """
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._limits = limits
        self._seconds = seconds
        self._secure = secure
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answer[name] = value
                if not path.startswith(_STATIC):
                    answer.setdefault("Cache-Control", "no-store")
                if self._secure:
                    answer["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal:
            await refusal(scope, receive, send_guarded)
            return
        most = self._limits.upload if _UPLOADS.fullmatch(path) else _SMALL
        counted = 0

        async def receive_bounded() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > most:
                raise HTTPException(413, _TOO_LARGE.format(most=most))
            return message

        await self._app(scope, receive_bounded, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = _PORT.sub("", headers.get("host", "").lower())
        if host not in self._hosts:
            return PlainTextResponse(
                "This server does not answer to this address; use the one that it shows.\n", 421
            )
        if wait := self._wait(scope, headers):
            seconds = {"Retry-After": str(int(wait) + 1)}
            return PlainTextResponse("Too many requests; wait a moment.\n", 429, seconds)
        most = self._limits.upload if _UPLOADS.fullmatch(scope["path"]) else _SMALL
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return PlainTextResponse(_TOO_LARGE.format(most=most), 413)
        return None

    def _wait(self, scope: Scope, headers: Headers) -> float:
        """Seconds until a client may ask again; 0 when it may now."""
        if scope["path"].startswith(_STATIC):
            return 0
        address = (scope.get("client") or ("",))[0]
        # Many share an address; whoever is signed in has a cookie of his own. But anybody can make
        # cookies up, so an address has a measure too, of several people.
        client = f"{address} {headers.get('cookie', '')} {headers.get('authorization', '')}"
        return max(self._take(f"of {address}", _PEOPLE), self._take(client, 1))

    def _take(self, whose: str, times: int) -> float:
        """Take one request of a measure; seconds until there is one, 0 when there was."""
        now, rate = self._seconds(), times * self._limits.requests
        left, at = self._buckets.pop(whose, (times * self._limits.burst, now))
        left = min(times * self._limits.burst, left + (now - at) * rate)
        self._buckets[whose] = (max(0, left - 1), now)
        while len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if left >= 1 else (1 - left) / rate
