"""Commands about what runs: how it stands, rebuilding a view, and the generations before."""

import sys
from typing import Annotated

import typer

from onevoice.api import ApiRefused
from onevoice.remedies import generations, status
from onevoice.services import SERVICES
from onevoice.shell import Sorry, bearer, read_settings, run_to_end, service_named
from shared.auth import Role
from shared.runtime.service import Service

app = typer.Typer(no_args_is_help=True, help="Generations of views: which is read, which are kept.")

ServiceName = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]
ViewName = Annotated[str, typer.Argument(help="The view's name.")]


def _service(name: str) -> Service:
    return SERVICES[service_named(name)]


def rebuild(
    service: ServiceName,
    view: ViewName,
    anyway: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--anyway", help="Read the new generation whatever it lacks.")
    ] = False,
) -> None:
    """Rebuild a view beside the live one, then change over; the generation before is kept."""
    run_to_end(generations.rebuild(read_settings(), _service(service), view, anyway=anyway))


@app.command("list")
def listed() -> None:
    """The views of which there is more than one generation."""
    run_to_end(generations.listed(read_settings()))


@app.command()
def back(service: ServiceName, view: ViewName) -> None:
    """Read the newest generation that was kept again, once it has caught up."""
    run_to_end(generations.back(read_settings(), _service(service), view))


@app.command()
def drop(service: ServiceName, view: ViewName) -> None:
    """Clear away every generation that is kept."""
    run_to_end(generations.drop(read_settings(), _service(service), view))


def status_(
    url: Annotated[
        str | None, typer.Option(help="Where the services are, if not at ONEVOICE_PUBLIC_URL.")
    ] = None,
    token: Annotated[str | None, typer.Option(envvar="ONEVOICE_TOKEN", help="An operator's token.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,  # noqa: FBT002 - a flag
    watch: Annotated[bool, typer.Option("--watch", help="Again every two seconds, until Ctrl-C.")] = False,  # noqa: FBT002
) -> None:
    """How every service stands: its processes, what waits, what is parked. Exit code 1 where something is wrong."""
    settings = read_settings()
    word = bearer(settings, token, Role.OPERATOR)
    try:
        well = run_to_end(status.status(url or settings.origin, word, as_json=as_json, watch=watch))
    except ApiRefused as error:
        raise Sorry(str(error)) from error
    sys.exit(0 if well else 1)
