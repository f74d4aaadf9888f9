"""``onevoice run``: everything on one machine, from nothing to the report, then serving until Ctrl-C."""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.local.engines import Engine, EngineError, Kafka, Mongo
from deploy.local.issuer import LocalIssuer
from deploy.local.mailbox import Mailbox
from onevoice.api import Api
from onevoice.hosting import process
from onevoice.local.example_call import CALL, ExampleCall, Loading, read_example
from onevoice.local.example_call import effects as example_effects
from onevoice.local.subscribers import SUBSCRIBERS, Inboxes, Mails, browser
from onevoice.record.expected import Effect
from onevoice.record.loading import Loaded, Loader
from onevoice.record.read import read
from onevoice.record.report import Report
from onevoice.services import SERVICES
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.kafka.topics import Topics
from shared.runtime.process import Process, Routes
from shared.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "briefing-2020-03-04.yaml"
_READY = 120.0


async def run(settings: Settings, *, once: bool, as_json: bool) -> int:
    """The exit code: 0 when every effect was seen (or after Ctrl-C). Raises ``Sorry`` with a remedy."""
    told = Progress()
    engines = _engines(settings)
    mailbox = None if "ONEVOICE_SMTP" in os.environ else Mailbox(settings)
    try:
        with told.step("starting Kafka and MongoDB"):
            settings = await _start(settings, engines)
        told.say(f"Kafka at {settings.kafka}, MongoDB at {settings.mongo}")
        if mailbox:
            settings = settings.model_copy(update={"smtp": await mailbox.start()})
            told.say(f"mail is kept, not sent, and shown at {_url(settings)}/mailbox")
        with told.step("starting the services"):
            hosted, serving = await _serve(settings, mailbox.routes if mailbox else ())
        try:
            work = _load_and_report(settings, told, as_json=as_json, subscribers=mailbox is not None)
            seen = await _first(serving, work)
            if once or seen is None:
                return 0 if seen else 1
            told.say(f"serving at {_url(settings)} until Ctrl-C")
            return await _serving(serving, engines)
        finally:
            hosted.stop()
            await serving
    except EngineError as error:
        raise Sorry(str(error)) from error
    finally:
        if mailbox:
            await mailbox.stop()
        await asyncio.gather(*(asyncio.to_thread(engine.stop) for engine in engines.values()))


class Progress:
    """Says on stderr what is being done and how long it took: a moving line on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._began = time.monotonic()

    def say(self, sentence: str) -> None:
        """One line, with the seconds since the start."""
        self._console.print(f"[{time.monotonic() - self._began:5.1f} s] {sentence}", markup=False)

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """A step that takes a while."""
        with self._console.status(what):
            yield
        self.say(f"{what}: done")


def _url(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _engines(settings: Settings) -> dict[str, Engine]:
    """The engines to start here: those whose address nobody gave."""
    engines: dict[str, Engine] = {}
    if "ONEVOICE_KAFKA" not in os.environ:
        engines["kafka"] = Kafka(settings.var / "kafka")
    if "ONEVOICE_MONGO" not in os.environ:
        engines["mongo"] = Mongo(settings.var / "mongo")
    return engines


async def _start(settings: Settings, engines: dict[str, Engine]) -> Settings:
    await asyncio.gather(*(asyncio.to_thread(engine.start) for engine in engines.values()))
    settings = settings.model_copy(update={name: engine.url for name, engine in engines.items()})
    await asyncio.to_thread(Topics(settings.cluster, settings.durability).apply)
    return settings


async def _serve(settings: Settings, extra: Routes) -> tuple[Process, asyncio.Task[int]]:
    hosted = process(list(SERVICES.values()), settings, extra)
    serving = asyncio.create_task(hosted.run())
    ready = asyncio.create_task(hosted.ready.wait())
    await asyncio.wait({serving, ready}, timeout=_READY, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
        raise Sorry(hosted.misfit or "the services stopped before they were ready")
    if not ready.done():
        ready.cancel()
        hosted.stop()
        await serving
        raise Sorry(
            f"the services were not ready after {_READY:.0f} s; the log above says what they wait for"
        )
    return hosted, serving


async def _first(serving: asyncio.Task[int], work: Coroutine[Any, Any, bool]) -> bool | None:
    """The result of the work; None when the services were told to stop before it was done."""
    task = asyncio.create_task(work)
    await asyncio.wait({serving, task}, return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        task.cancel()
        return None
    return await task


async def _serving(serving: asyncio.Task[int], engines: Mapping[str, Engine]) -> int:
    """Until told to stop. Raises ``Sorry`` when an engine ends by itself: without it nothing goes on."""
    while not serving.done():
        await asyncio.wait({serving}, timeout=1.0)
        for engine in engines.values():
            if not engine.pid:
                raise Sorry(f"{engine.name} ended; {engine.folder / 'log'} says why: start again after that")
    return await serving


async def _load_and_report(settings: Settings, told: Progress, *, as_json: bool, subscribers: bool) -> bool:
    record = read(EXAMPLE)
    token = LocalIssuer(settings).token(Role.SECRETARIAT)
    mails: list[Mails] = []
    async with Api(_url(settings), token) as api, browser(_url(settings)) as client:
        inboxes = Inboxes(client)
        if subscribers:
            with told.step(f"signing up {len(SUBSCRIBERS)} subscribers"):
                await inboxes.sign_up()
        with told.step(f"loading examples/{EXAMPLE.name}"):
            loaded = await Loader(api).load(record)
        example = read_example()
        with told.step(f"loading examples/{CALL.name}"):
            new = await _load_example(settings, api, example)
        with told.step("waiting until their effects are visible"):
            effects = await Report(api, settings.cluster).run(record, *example_effects(example))
        if subscribers:
            with told.step("waiting for the subscribers' mails"):
                mails = await inboxes.received(record, anything_sent=bool(loaded.sent))
    _print(effects, replace(loaded, sent=(*loaded.sent, *new)), mails, settings, as_json=as_json)
    return all(effect.good for effect in effects) and not any(one.missing for one in mails)


async def _load_example(settings: Settings, secretariat: Api, example: ExampleCall) -> list[str]:
    """Load it as who may send each input; what was sent."""
    issuer, url = LocalIssuer(settings), _url(settings)
    roles = (Role.STAKEHOLDER, Role.AGENCY)
    async with contextlib.AsyncExitStack() as stack:
        apis: dict[Role | None, Api] = {Role.SECRETARIAT: secretariat}
        for role in (None, *roles):
            apis[role] = await stack.enter_async_context(Api(url, issuer.token(role) if role else None))
        new = await Loading(apis).load(example)
    return [f"example input {number + 1}" for number in range(new)]


def _print(
    effects: Sequence[Effect], loaded: Loaded, mails: Sequence[Mails], settings: Settings, *, as_json: bool
) -> None:
    seen = sum(effect.good for effect in effects)
    if as_json:
        shown = [
            {
                "what": e.what,
                "seen": e.seen,
                "refused": e.refused,
                "address": _url(settings) + e.address,
                "by": e.by,
                "record": e.record,
            }
            for e in effects
        ]
        report = {
            "effects": shown,
            "sent": list(loaded.sent),
            "mails": [one.as_json() for one in mails],
            "ok": seen == len(effects) and not any(one.missing for one in mails),
        }
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        out = Console(highlight=False, soft_wrap=True)
        for effect in effects:
            out.print(effect.line(_url(settings)), markup=False)
        for one in mails:
            for line in one.lines():
                out.print(line, markup=False)
        out.print(
            f"{len(loaded.sent) or 'no'} commands sent; {seen} of {len(effects)} effects seen", markup=False
        )
    sys.stdout.flush()
