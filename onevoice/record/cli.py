"""The command that loads a record."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from onevoice.api import Api
from onevoice.record.expected import Effect
from onevoice.record.loading import Loader
from onevoice.record.merging import merged
from onevoice.record.read import read
from onevoice.record.rehearsal import rehearse
from onevoice.record.report import Report
from onevoice.shell import Token, Url, bearer
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.settings import Settings


async def load(
    settings: Settings,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="A briefing's record, or several of one briefing, which are merged; - reads what is piped in."
            " docs/record.md has the format."
        ),
    ],
    url: Url = None,
    token: Token = None,
    *,
    quiet: Annotated[bool, typer.Option("--without-notices", help="History: nobody is told of it.")] = False,
    dry: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would be sent and what would be refused; send nothing."),
    ] = False,
    look: Annotated[bool, typer.Option("--look", help="Say where each effect is seen.")] = False,
) -> AsyncIterator[str]:
    """Load a briefing's record through the public API: only what differs is sent."""
    effects: list[Effect] = []
    word, place = await bearer(settings, token, Role.SECRETARIAT), url or settings.origin
    record = merged([read(file) for file in files])
    async with Api(place, word, silent=quiet) as api:
        if dry:
            for line in await rehearse(api, record):
                yield line
            return
        loader = Loader(api)
        loaded = await loader.settled(await loader.load(record, typer.echo))
        if look:
            effects = await Report(api, settings.cluster).run(record)
    for line in loaded.lines():
        yield line
    for effect in effects:
        yield effect.line(settings.origin)
    if loaded.refused:
        raise Sorry(
            "an outcome that was refused is not tried again by itself: mend what the reason names, load the"
            " record with withdrawn: at the outcome, and once more without it"
        )
    if loaded.waiting:
        raise Sorry("outcomes wait for an answer; when the services run again, load the record again")
    if not all(effect.good for effect in effects):
        raise Sorry("not everything was seen that follows from it: the logs of the services say why")
