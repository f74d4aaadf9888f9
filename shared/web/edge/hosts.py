"""Under which names this machine is reached: the local profile signs in whoever reaches it, so only by its own."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.problems import answer
from shared.values import mistake

_LOCALHOST: Final = "localhost"
_ELSEWHERE: Final = "This is not served under that name: use 127.0.0.1 or localhost."


def is_loopback(name: str) -> bool:
    """Whether nobody but this machine is reached by it."""
    try:
        return name.lower() == _LOCALHOST or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def networks(value: str) -> str:
    """Addresses and networks with commas between them, or ``*`` for all; raises for a word that names nobody."""
    for one in value.split(",") if value != "*" else ():
        try:
            ipaddress.ip_network(one.strip())
        except ValueError:
            right = "10.0.0.0/8,192.0.2.7 is right, or * for all"
            raise mistake("proxies", f"{one.strip()!r:.60} is no address and no network", right) from None
    return value


class OwnNames:
    """ASGI middleware that answers under the loopback names and the installation's own.

    Any name can be made to lead to this machine: a page of a stranger's, once its name does, would be of our origin
    to a browser, and read what we answer.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421."""
        app = self._app
        if scope["type"] == "http" and not is_own(Headers(scope=scope).getlist("host"), self._origin):
            app = answer(421, "misdirected", _ELSEWHERE)
        await app(scope, receive, send)


def is_own(hosts: Sequence[str], origin: str) -> bool:
    """Whether a request's ``Host``, sent once, is a loopback name or the installation's own."""
    try:
        [name] = [urlsplit(f"//{host}").hostname or "" for host in hosts]
    except ValueError:
        return False
    return is_loopback(name) or name == urlsplit(origin).hostname


def own_names(app: WSGIApplication, origin: str) -> WSGIApplication:
    """The same for an application that speaks WSGI."""

    def asked(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if is_own([environ.get("HTTP_HOST", "")], origin):
            return app(environ, start)
        start("421 Misdirected Request", [("Content-Type", "text/plain")])
        return [_ELSEWHERE.encode()]

    return asked
