"""Who may see a page by their browser's session, and the cookie of it."""

import datetime as dt
from typing import Final

from fastapi import Response

from shared.auth import Role
from shared.problems import Problem
from shared.web.pages.visit import Visit, Visiting, session_name

_EVERYTHING: Final = '"cache", "storage"'
"""Pages that a browser kept of a session are nobody's to go back to. Not "cookies": that is of the whole domain."""


class Session:
    """Who may see a page by their browser's session: only these roles, and nobody signed out."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, visit: Visiting) -> Visit:
        """The visit. Raises ``Problem`` 401 and 403."""
        may = ", ".join(sorted(self.roles))
        if visit.caller is None:
            raise visit.seen.refused or Problem(401, "unauthenticated", f"sign in as {may}")
        if visit.caller.role not in self.roles:
            raise Problem(403, "forbidden", f"the role {visit.caller.role} may never do this; {may} may")
        return visit


class OpenForm(Session):
    """The same for what a form sends: where nobody is signed in any more, the form is to come back filled in."""

    async def __call__(self, visit: Visiting) -> Visit:
        """The visit, with no caller where the session is over. Raises ``Problem`` 403 and 503."""
        over = visit.caller is None and visit.seen.refused is None
        return visit if over else await super().__call__(visit)


class AnySession(Session):
    """The same for who is signed in at all, also without a role of ours."""

    def __init__(self) -> None:
        super().__init__(*Role)

    async def __call__(self, visit: Visiting) -> Visit:
        """The visit. Raises ``Problem`` 401 and 503."""
        return visit if visit.seen.held else await super().__call__(visit)


def begin(answer: Response, secret: str, *, expires: dt.datetime, secure: bool) -> None:
    """Set the cookie: for our own pages alone, never for scripts, and over TLS where we are reached so."""
    answer.set_cookie(
        session_name(secure=secure),
        secret,
        expires=expires,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget(answer: Response, *, secure: bool) -> None:
    """Take the cookie away, and whatever the browser still holds of ours."""
    answer.headers["Clear-Site-Data"] = _EVERYTHING
    answer.delete_cookie(session_name(secure=secure), path="/", secure=secure, httponly=True)
