"""Commands about views: rebuilding one, and the generations before."""

from typing import Annotated

import typer

from onevoice import generations
from onevoice.services import SERVICES
from onevoice.shell import read_settings, run_to_end, service_named
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
