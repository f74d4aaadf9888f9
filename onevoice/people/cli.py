"""Commands about people: erasing one, and looking for what may have been left of one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from onevoice.api import Api
from onevoice.people.erasing import Erasing
from onevoice.people.erasing_again import erase_again
from onevoice.people.search import Search
from onevoice.shell import Token, Url, bearer
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.settings import Settings

_LEAST = 3
"""Letters of a word that is worth looking for: less stands everywhere."""


async def erase(
    settings: Settings,
    contact: Annotated[str | None, typer.Argument(help="The contact's id.")] = None,
    address: Annotated[
        str | None, typer.Option(help="Find the contact by its address; - reads it from standard input.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why. It stays in the history for ever: name nobody.")
    ] = "it was asked for",
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Erase anew whoever was erased: after a restore.")
    ] = False,
    url: Url = None,
    token: Token = None,
    patience: Annotated[float, typer.Option(help="Seconds in which every service has to obey.")] = 30.0,
) -> bool:
    """Erase a contact, and see every service destroy what it keeps of it."""
    if [bool(contact), bool(address), again].count(True) != 1:
        raise Sorry("one of the three is right: a contact's id, --address ADDRESS, or --again", 2)
    if again:
        typer.echo("\n".join((await erase_again(settings)).said()))
        return True
    word = await bearer(settings, token, Role.OPERATOR)
    async with Api(url or settings.origin, word) as api, Erasing(settings) as erasing:
        found = contact or await erasing.find(_given(address or ""))
        done = await erasing.erase(api, found, reason, patience)
    typer.echo("\n".join(done.said()))
    return done.whole


async def search_everywhere(
    settings: Settings,
    word: Annotated[str, typer.Argument(help="What to look for; - reads it from standard input.")],
    log: Annotated[
        list[Path] | None, typer.Option(help="A log that is kept elsewhere; may be said again.")
    ] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="Where another process has its metrics; may be said again.")
    ] = None,
) -> bool:
    """Look for a word in every database, topic, log and metric; exit code 0 when it is in none of them."""
    wanted = _given(word)
    if len(wanted) < _LEAST:
        raise Sorry(f"a word of {_LEAST} letters or more is right: a shorter one stands everywhere", 2)
    looked = await Search(wanted, settings).everywhere(log or (), url or ())
    typer.echo("\n".join(looked.said()))
    return looked.clean


def _given(value: str) -> str:
    """What was given, or the first line of standard input: a command line is seen by others and remembered."""
    return (sys.stdin.readline() if value == "-" else value).strip()
