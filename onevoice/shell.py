"""What every command needs: its settings, an end in one sentence, and a loop to run in."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop
from pydantic import ValidationError

from deploy.local.engines import Kafka, Mongo
from deploy.local.issuer import LocalIssuer
from deploy.local.mailbox import last_url
from onevoice.hosting import own_token
from onevoice.services import SERVICES
from shared import countries
from shared.auth import Role
from shared.logging import configure
from shared.peers import PeerAway
from shared.runtime.process import EXIT_MISFIT
from shared.settings import Profile, Settings

T = TypeVar("T")


class Sorry(Exception):
    """Something a person can mend; ``code`` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def read_settings() -> Settings:
    """From the environment, and of the engines that ``make run`` started. Raises ``Sorry``; sets up the log."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"ONEVOICE_{e['loc'][0]!s}".upper() + f": {e['msg']}" for e in error.errors())
        raise Sorry(wrong, EXIT_MISFIT) from error
    configure(settings.log_level, json=settings.log_json)
    countries.use(settings.countries)
    return settings.model_copy(update=_remembered(settings))


def _remembered(settings: Settings) -> dict[str, str]:
    """Where ``make run`` has its Kafka, MongoDB and mailbox, for an address that nobody gave."""
    if settings.profile is not Profile.LOCAL:
        return {}
    places = {
        "kafka": Kafka(settings.var / "kafka").last_url(),
        "mongo": Mongo(settings.var / "mongo").last_url(),
        "smtp": last_url(settings),
    }
    return {name: url for name, url in places.items() if url and name not in settings.model_fields_set}


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Run the work of a command, or of a process that serves."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def bearer(settings: Settings, token: str | None, role: Role) -> str:
    """The token of a command: what was given, the services' own client's, or the local profile's for this role.

    Raises ``Sorry``, and ``IssuerRefused`` outside the local profile.
    """
    if token:
        return token
    if own := own_token(settings):
        try:
            return run_to_end(own())
        except PeerAway as error:
            raise Sorry(str(error)) from error
    return LocalIssuer(settings).token(role)


def service_named(name: str) -> str:
    """A service's name as it was typed. Raises ``Sorry`` for one that there is not."""
    if name not in SERVICES:
        raise Sorry(f"there is no service {name}; {', '.join(SERVICES)} are right", 2)
    return name
