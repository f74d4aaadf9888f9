"""Rebuilding views from a shell, and what becomes of the generations before."""

import typer
from rich.progress import Progress

from onevoice.remedies.operations import Stopped, database_of
from onevoice.services import SERVICES
from shared.kafka.topics import Topics
from shared.mongo import connect
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.generations import Generations, Superseded
from shared.views.rebuild import NotAsGood, NotCaughtUp, Rebuild
from shared.views.rebuild import Progress as Told


def _work(
    settings: Settings,
    service: Service,
    view: str,
    told: Told = lambda _done, _total: None,
    *,
    anyway: bool = False,
) -> Rebuild:
    views = {one.name: one for one in service.views}
    if view not in views:
        raise Stopped(f"{service.name} has no view {view}; {', '.join(views)} are right")
    database = database_of(connect(settings.mongo), settings, service)
    topics = Topics(settings.cluster, settings.durability)
    return Rebuild(service.name, database, settings.cluster, topics, views[view], told, anyway)


async def rebuild(settings: Settings, service: Service, view: str, *, anyway: bool) -> None:
    """Rebuild with a progress bar. Raises ``Stopped``."""
    with Progress(transient=True) as bar:
        task = bar.add_task(f"{service.name}/{view}", total=None)
        work = _work(
            settings,
            service,
            view,
            lambda done, total: bar.update(task, completed=done, total=total),
            anyway=anyway,
        )
        try:
            done = await work.run()
        except (NotAsGood, NotCaughtUp, Superseded) as error:
            raise Stopped(str(error)) from error
    typer.echo(
        f"{view} is read from generation {done.generation}: {done.records} records in {done.seconds:.1f} s"
    )


async def listed(settings: Settings) -> None:
    """A line for each view of which there is more than one generation, or one of other code."""
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
                typer.echo(f"{service.name} {view.name}: {', '.join(said)}")
    typer.echo(f"{more} views have more than one generation")


async def back(settings: Settings, service: Service, view: str) -> None:
    """Read the generation before again. Raises ``Stopped``."""
    try:
        old = await _work(settings, service, view).back()
    except (NotAsGood, NotCaughtUp, Superseded) as error:
        raise Stopped(str(error)) from error
    if old is None:
        raise Stopped(f"no generation of {view} is kept; rebuild it: onevoice rebuild {service.name} {view}")
    typer.echo(f"{view} is read from generation {old}")


async def drop(settings: Settings, service: Service, view: str) -> None:
    """Clear away what is kept. Raises ``Stopped``."""
    try:
        await _work(settings, service, view).drop()
    except NotCaughtUp as error:
        raise Stopped(str(error)) from error
    typer.echo(f"of {view} no other generation is kept")
