"""Sessions of personas, as signing in begins them."""

import time

from deploy.local.issuer import NAME, LocalIssuer
from shared.auth import Role, TokenVerifier
from shared.clock import now
from shared.mongo import Server
from shared.sessions.session import SignedIn
from shared.sessions.sessions import Sessions
from shared.settings import Settings


class Personas:
    """Signs personas in: sessions in this database, with tokens of the local issuer."""

    def __init__(self, server: Server, database: str, settings: Settings) -> None:
        self.issuer = LocalIssuer(settings)
        self.verifier = TokenVerifier(NAME, settings.audience, self.issuer)
        self.sessions = Sessions(server, database, self.verifier)

    async def cookie(self, role: Role, organisation: str | None = None, subject: str | None = None) -> str:
        """The value of the cookie of one that begins."""
        return await cookie(self.sessions, self.issuer.token(role, organisation, subject))


async def cookie(sessions: Sessions, token: str) -> str:
    """The same of one that begins with this access token."""
    until = int(time.time()) + 3600
    one = SignedIn(access=token, until=until, subject="somebody", place="test", since=now())
    return (await sessions.begin(one))[0]
