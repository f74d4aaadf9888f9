"""``onevoice status``: what each service says of itself, in a table, for a program, or again and again."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from onevoice.api import Api, ApiRefused, NobodyListens
from onevoice.services import SERVICES
from onevoice.shell import Token, Url, bearer
from shared.auth import Role
from shared.i18n.speech import speech
from shared.runtime.attention import REMEDY, Attention, words
from shared.settings import RoleOfProcess, Settings

_AGAIN: Final = 2.0
Seen = Mapping[str, Mapping[str, Any] | None]
"""By service; None for one that does not answer."""


async def status(
    settings: Settings,
    url: Url = None,
    token: Token = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again every two seconds, until Ctrl-C.")] = False,
) -> bool:
    """How every service stands: its processes, what waits, what is parked. Exit code 1 where something is wrong."""
    word = await bearer(settings, token, Role.OPERATOR)
    async with Api(url or settings.origin, word, patience=1.0) as api:
        seen = await _seen(api)
        if as_json:
            sys.stdout.write(json.dumps(seen) + "\n")
        elif not watch:
            Console(highlight=False).print(shown(seen))
        else:
            with Live(shown(seen), auto_refresh=False) as live:
                while True:
                    await asyncio.sleep(_AGAIN)
                    live.update(shown(await _seen(api)), refresh=True)
        return not any(wrong(one) for one in seen.values())


async def _seen(api: Api) -> Seen:
    found: dict[str, Mapping[str, Any] | None] = {}
    for service in SERVICES:
        try:
            answer = await api.get(f"/{service}/api/operations")
        except NobodyListens:
            answer = None
        except ApiRefused as error:
            if error.status in {401, 403}:
                raise
            answer = None
        found[service] = answer.json() if answer else None
    return found


def shown(seen: Seen) -> Group:
    """A line for each service, and beneath them a sentence for each thing to look at."""
    table = Table("service", "processes", "unread", "waiting for Kafka", "parked", "being built")
    for service, one in seen.items():
        if one is None:
            continue
        roles = sorted(_roles(process["roles"]) for process in one["processes"])
        table.add_row(
            service,
            "\n".join(f"{roles.count(role)} {role}" for role in dict.fromkeys(roles)),
            str(sum(group["unread"] for group in one["groups"])),
            f"{one['pending']} ({one['pending_seconds']:.0f} s)" if one["pending"] else "0",
            str(one["parked_records"]),
            "\n".join(_building(view) for view in one["views"] if view["building"]),
        )
    said = [f"{service}: {sentence}" for service, one in seen.items() for sentence in wrong(one)]
    return Group(table, *map(Text, said or ["nothing needs to be looked at"]))


def _roles(roles: Sequence[str]) -> str:
    return "everything" if len(roles) == len(RoleOfProcess) else " and ".join(roles)


def _building(view: Mapping[str, Any]) -> str:
    share = f" {view['filled'] / view['records']:.0%}" if view["records"] else ""
    return f"{view['view']}{share}"


def wrong(one: Mapping[str, Any] | None) -> list[str]:
    """What somebody should look at, each with what to do or where it is said."""
    found = [{"what": "silent"}] if one is None else one["attention"]
    said = [Attention.model_validate(each) for each in found]
    return [f"{words(each, speech('en'))} {REMEDY[each.what]}" for each in said]
