"""What every command needs: its settings, an end in one sentence, and a loop to run in."""

import asyncio
import functools
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Annotated, Any, TypeVar

import typer
import uvloop
from pydantic import ValidationError

from deploy.local.engines import Kafka, Mongo
from deploy.local.issuer import LocalIssuer
from deploy.local.mailbox import last_url
from onevoice.hosting import own_token
from onevoice.services import SERVICES
from onevoice.sorry import Sorry
from shared import countries
from shared.auth import Role
from shared.logging import configure
from shared.peers import PeerAway
from shared.runtime.process import EXIT_MISFIT
from shared.runtime.service import Service
from shared.settings import Profile, Settings

T = TypeVar("T")


Url = Annotated[str | None, typer.Option(help="Where the services are, if not at ONEVOICE_PUBLIC_URL.")]
Token = Annotated[
    str | None, typer.Option(envvar="ONEVOICE_TOKEN", help="Who acts, if not the local profile's own.")
]
ServiceName = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]
Names = Annotated[list[str] | None, typer.Argument(help=f"{', '.join(SERVICES)}; all of them for none.")]
W = TypeVar("W", bound=Callable[..., Coroutine[Any, Any, bool | None] | AsyncIterator[str]])


def command(app: typer.Typer, name: str) -> Callable[[W], W]:
    """Make a command of work whose first argument are the settings: these are read, and it is run to its end.

    The lines that it yields are told; where it answers False, the exit code is 1.
    """

    def register(work: W) -> W:
        @functools.wraps(work)
        def run(**given: Any) -> None:
            if run_to_end(_told(work(read_settings(), **given))) is False:
                raise SystemExit(1)

        said = inspect.signature(work)
        run.__signature__ = said.replace(parameters=list(said.parameters.values())[1:])  # type: ignore[attr-defined]
        app.command(name)(run)
        return work

    return register


async def _told(work: Coroutine[Any, Any, bool | None] | AsyncIterator[str]) -> bool | None:
    if isinstance(work, Coroutine):
        return await work
    async for line in work:
        typer.echo(line)
    return None


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


async def bearer(settings: Settings, token: str | None, role: Role) -> str:
    """The token of a command: what was given, the services' own client's, or the local profile's for this role.

    Raises ``Sorry``, and ``IssuerRefused`` outside the local profile.
    """
    if token:
        return token
    if own := own_token(settings):
        try:
            return await own()
        except PeerAway as error:
            raise Sorry(str(error)) from error
    return LocalIssuer(settings).token(role)


def services_named(names: Sequence[str] | None) -> list[Service]:
    """The services as they were typed, all of them for none. Raises ``Sorry`` for one that there is not."""
    for name in names or ():
        if name not in SERVICES:
            raise Sorry(f"there is no service {name}; {', '.join(SERVICES)} are right", 2)
    return [SERVICES[name] for name in names or SERVICES]
