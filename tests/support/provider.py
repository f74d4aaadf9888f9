"""A real OIDC provider for tests, Canaille, in a thread: code with PKCE, refresh, revocation, logout."""

import datetime as dt
import os
import secrets
import socketserver
import threading
import time
import wsgiref.simple_server
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc import jwt
from joserfc.jwk import RSAKey

from deploy.local.engines import ports

PASSWORD = "correct horse battery staple"
CLIENT, PUBLIC = "house", "public"
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Threads(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    """A thread for each connection."""

    daemon_threads = True


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *_args: object) -> None:
        """Log nothing."""


class Provider:
    """The provider, with the house as a client, one that has a secret and one that has none."""

    def __init__(self, house: str) -> None:
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # of the provider alone
        port = ports.pick()
        self.url = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.secret = secrets.token_urlsafe(24)
        self.app = create_app(
            config={
                "TESTING": True,
                "ENV_FILE": None,
                "SECRET_KEY": secrets.token_hex(16),
                "WTF_CSRF_ENABLED": False,
                "PREFERRED_URL_SCHEME": "http",
                "SERVER_NAME": f"127.0.0.1:{port}",
                "CANAILLE": {
                    "DATABASE": "memory",
                    "JAVASCRIPT": False,
                    "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
                    "LOGGING": {"version": 1, "disable_existing_loggers": False},
                },
                "CANAILLE_OIDC": {
                    "ACTIVE_JWKS": [self.key.as_dict(private=True)],
                    "TRUSTED_DOMAINS": ["127.0.0.1", urlsplit(house).hostname],
                },
            }
        )
        with self.app.app_context():
            self._client(CLIENT, house, "client_secret_basic")
            self._client(PUBLIC, house, "none")

    def start(self) -> None:
        """Answer, on the port that it has for ever."""
        port = urlsplit(self.url).port or 0
        self._server = wsgiref.simple_server.make_server("127.0.0.1", port, self.app, Threads, Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def person(self, name: str, *groups: str) -> None:
        """Somebody who may sign in, in these groups."""
        with self.app.app_context():
            one = models.User(
                user_name=name,
                formatted_name=f"Name of {name}",
                family_name=name,
                emails=[f"{name}@example.org"],
                password=PASSWORD,
            )
            Backend.instance.save(one)
            for group in groups:
                Backend.instance.save(models.Group(display_name=group, members=[one]))

    def lock(self, name: str) -> None:
        """Take somebody's account away."""
        with self.app.app_context():
            one = Backend.instance.get(models.User, user_name=name)
            one.lock_date = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
            Backend.instance.save(one)

    def tokens(self) -> list[Any]:
        """Every token that was issued."""
        with self.app.app_context():
            return list(Backend.instance.query(models.Token))

    def logout_token(self, **changes: Any) -> str:
        """What a provider says when somebody signs out there; with some claims changed, or left out (None)."""
        moment = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 120,
            "jti": secrets.token_hex(8),
            "events": {_EVENT: {}},
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, "typ": "logout+jwt"}, kept, self.key)

    def _client(self, name: str, house: str, method: str) -> None:
        one = models.Client(
            client_id=name,
            client_name=name,
            client_secret=self.secret,
            client_uri=house,
            redirect_uris=[f"{house}/signin/back"],
            post_logout_redirect_uris=[f"{house}/"],
            grant_types=["authorization_code", "refresh_token", "client_credentials"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            token_endpoint_auth_method=method,
            id_token_signed_response_alg="RS256",
        )
        Backend.instance.save(one)
        one.audience = [one]
        Backend.instance.save(one)


async def through(browser: httpx.AsyncClient, at: str, name: str) -> httpx.Response:
    """Follow a browser to the provider, sign in there as somebody, and come back as far as the provider leads."""
    answer = await browser.get(at)
    for _ in range(8):
        if answer.has_redirect_location:
            onward = answer.url.join(answer.headers["Location"])
            if "/signin/back" in onward.path:
                return answer
            answer = await browser.get(onward)
            continue
        fields = filled(answer.text, name)
        answer = await browser.post(answer.url, data=fields)
    raise AssertionError(answer.text)


def filled(page: str, name: str) -> Mapping[str, str]:
    """What somebody types into the provider's forms."""
    return {"password": PASSWORD} if 'name="password"' in page else {"login": name}
