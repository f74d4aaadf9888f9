"""Rebuilding views from a shell, and what becomes of the generations before."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import typer
from rich.progress import Progress

from onevoice.remedies.operations import database_of
from onevoice.services import SERVICES
from onevoice.shell import ServiceName, command, services_named
from onevoice.sorry import Sorry
from shared.kafka.topics import Topics
from shared.mongo import connect
from shared.settings import Settings
from shared.views.generations import Generations, Superseded
from shared.views.rebuild import NotAsGood, NotCaughtUp, Rebuild
from shared.views.rebuild import Progress as Told

app = typer.Typer(no_args_is_help=True, help="Generations of views: which is read, which are kept.")
ViewName = Annotated[str, typer.Argument(help="The view's name.")]


@contextlib.contextmanager
def _work(
    settings: Settings, name: str, view: str, told: Told = lambda _done, _total: None, *, anyway: bool = False
) -> Iterator[Rebuild]:
    """What rebuilds the view of this name. Raises ``Sorry``, also for what it raises."""
    [service] = services_named([name])
    views = {one.name: one for one in service.views}
    if view not in views:
        raise Sorry(f"{name} has no view {view}; {', '.join(views)} are right")
    database = database_of(connect(settings.mongo), settings, service)
    topics = Topics(settings.cluster, settings.durability)
    try:
        yield Rebuild(name, database, settings.cluster, topics, views[view], told, anyway)
    except (NotAsGood, NotCaughtUp, Superseded) as error:
        raise Sorry(str(error)) from error


async def rebuild(
    settings: Settings,
    service: ServiceName,
    view: ViewName,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Read the new generation whatever it lacks.")
    ] = False,
) -> None:
    """Rebuild a view beside the live one, then change over; the generation before is kept."""
    with Progress(transient=True) as bar:
        task = bar.add_task(f"{service}/{view}", total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        with _work(settings, service, view, told, anyway=anyway) as work:
            done = await work.run()
    typer.echo(
        f"{view} is read from generation {done.generation}: {done.records} records in {done.seconds:.1f} s"
    )


@command(app, "list")
async def listed(settings: Settings) -> AsyncIterator[str]:
    """The views of which there is more than one generation."""
    server, more = connect(settings.mongo), 0
    for service in SERVICES.values():
        generations = Generations(database_of(server, settings, service))
        for view in service.views:
            found = await generations.of(view)
            said = [f"{found.active} is read"]
            said += [f"{found.building} is being built"] if found.building else []
            said += [f"{number} is kept" for number in found.kept]
            said += [f"this code reads {found.read}"] if found.read != found.active else []
            more += len(said) > 1
            if len(said) > 1:
                yield f"{service.name} {view.name}: {', '.join(said)}"
    yield f"{more} views have more than one generation"


@command(app, "back")
async def back(settings: Settings, service: ServiceName, view: ViewName) -> None:
    """Read the newest generation that was kept again, once it has caught up."""
    with _work(settings, service, view) as work:
        old = await work.back()
    if old is None:
        raise Sorry(f"no generation of {view} is kept; rebuild it: onevoice rebuild {service} {view}")
    typer.echo(f"{view} is read from generation {old}")


@command(app, "drop")
async def drop(settings: Settings, service: ServiceName, view: ViewName) -> None:
    """Clear away every generation that is kept."""
    with _work(settings, service, view) as work:
        await work.drop()
    typer.echo(f"of {view} no other generation is kept")
