"""Commands about people: erasing one, and looking for what may have been left of one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from onevoice.api import Api
from onevoice.people.erasing import Erased, Erasing, NotErased
from onevoice.people.erasing_again import erase_again
from onevoice.people.search import Search
from onevoice.shell import Sorry, bearer, read_settings, run_to_end
from shared.auth import Role
from shared.settings import Settings

_LEAST = 3
"""Letters of a word that is worth looking for: less stands everywhere."""


def erase(  # noqa: PLR0917 - what the command line says
    contact: Annotated[str | None, typer.Argument(help="The contact's id.")] = None,
    address: Annotated[
        str | None, typer.Option(help="Find the contact by its address; - reads it from standard input.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why. It stays in the history for ever: name nobody.")
    ] = "it was asked for",
    again: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--again", help="Erase anew whoever was erased: after a restore.")
    ] = False,
    url: Annotated[
        str | None, typer.Option(help="Where the services are, if not at ONEVOICE_PUBLIC_URL.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="ONEVOICE_TOKEN", help="The secretariat's or an operator's token.")
    ] = None,
    patience: Annotated[float, typer.Option(help="Seconds in which every service has to obey.")] = 30.0,
) -> None:
    """Erase a contact, and see every service destroy what it keeps of it."""
    if [bool(contact), bool(address), again].count(True) != 1:
        raise Sorry("one of the three is right: a contact's id, --address ADDRESS, or --again", 2)
    settings = read_settings()
    if again:
        for line in run_to_end(erase_again(settings)).said():
            typer.echo(line)
        return
    place = url or settings.origin
    word = bearer(settings, token, Role.OPERATOR)
    try:
        done = run_to_end(_erase(settings, Api(place, word), contact, address, reason, patience))
    except NotErased as error:
        raise Sorry(str(error)) from error
    for line in done.said():
        typer.echo(line)
    raise SystemExit(0 if done.whole else 1)


async def _erase(  # noqa: PLR0917 - what the command line says
    settings: Settings, api: Api, contact: str | None, address: str | None, reason: str, patience: float
) -> Erased:
    async with api, Erasing(settings) as erasing:
        found = contact or await erasing.find(_given(address or ""))
        return await erasing.erase(api, found, reason, patience)


def search_everywhere(
    word: Annotated[str, typer.Argument(help="What to look for; - reads it from standard input.")],
    log: Annotated[
        list[Path] | None, typer.Option(help="A log that is kept elsewhere; may be said again.")
    ] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="Where another process has its metrics; may be said again.")
    ] = None,
) -> None:
    """Look for a word in every database, topic, log and metric; exit code 0 when it is in none of them."""
    settings, wanted = read_settings(), _given(word)
    if len(wanted) < _LEAST:
        raise Sorry(f"a word of {_LEAST} letters or more is right: a shorter one stands everywhere", 2)
    looked = run_to_end(Search(wanted, settings).everywhere(log or (), url or ()))
    for line in looked.said():
        typer.echo(line)
    raise SystemExit(0 if looked.clean else 1)


def _given(value: str) -> str:
    """What was given, or the first line of standard input: a command line is seen by others and remembered."""
    return (sys.stdin.readline() if value == "-" else value).strip()
