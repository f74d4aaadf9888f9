"""Pages: one process with the role `api`, beside a bare Starlette route that makes one query and renders."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from benchmarks.frame import Arm, Measure, Sample, SideName, Task, Wrong
from benchmarks.load import Load, Result, closed, opened
from benchmarks.serving import cpu_of, serving
from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from onevoice.api import Api
from onevoice.local.run import EXAMPLE
from onevoice.record.loading import Loader
from onevoice.record.read import read
from onevoice.record.report import Report
from services.consultations.briefings.projection import BRIEFINGS
from services.notifications.home.projection import NEWS
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.settings import Settings
from shared.views.view import View

IN_FLIGHT, TRIED = 32, (8, 16, 32, 64)
SECONDS, WARM, TUNED = 3.0, 1.0, 1.5
HEADERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en-GB,en;q=0.9"}
PREFIX = "bench_pages"


@dataclass(frozen=True)
class Address:
    """A page of the product, and the document that the bare route reads for it."""

    name: str
    path: str
    service: str
    view: View[Any]
    stream: str


ADDRESSES = (
    Address(
        "briefing", "/consultations/briefings/2020-03-04", "consultations", BRIEFINGS, "briefing-2020-03-04"
    ),
    Address("home", "/", "notifications", NEWS, "briefing-2020-03-04"),
)


def _env(task: Task, port: int) -> dict[str, str]:
    return {
        "ONEVOICE_VAR": str(Path(task.plan["folder"]) / "var"), "ONEVOICE_KAFKA": task.kafka,
        "ONEVOICE_MONGO": task.mongo, "ONEVOICE_DATABASE_PREFIX": PREFIX, "ONEVOICE_PORT": str(port),
        "ONEVOICE_LOG_LEVEL": "WARNING",
    }  # fmt: skip


@asynccontextmanager
async def _side(task: Task, side: SideName, port: int) -> AsyncIterator[int]:
    """A side's process, once it answers; its pid."""
    if side == "product":
        env = {**_env(task, port), "ONEVOICE_ROLES": "api"}
        words = ["-m", "onevoice", "serve"]
    else:
        env = {
            "BENCH_MONGO": task.mongo,
            "BENCH_PORT": str(port),
            "BENCH_PAGES": json.dumps(task.plan["pages"]),
        }
        words = ["-m", "benchmarks.bare_page"]
    async with serving(words, port, **env) as pid:
        yield pid


async def _checked(port: int, address: Address, title: str) -> str:
    """The page's ETag, once it is seen to be the page. Raises ``Wrong``."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=HEADERS, trust_env=False
    ) as client:
        first, again = await client.get(address.path), await client.get(address.path)
        etag = first.headers.get("ETag", "")
        same = await client.get(address.path, headers={"If-None-Match": etag})
        other = await client.get(address.path, headers={"If-None-Match": '"another"'})
    right = first.status_code == again.status_code == other.status_code == httpx.codes.OK
    if not right or title not in first.text or first.content != other.content:
        raise Wrong(f"{address.path} is not its page: {first.status_code} {first.text[:200]}")
    if not etag or again.headers["ETag"] != etag or same.headers["ETag"] != etag:
        raise Wrong(f"{address.path} has another ETag each time")
    if same.status_code != httpx.codes.NOT_MODIFIED or same.content:
        raise Wrong(f"{address.path} is sent to who has it")
    return str(etag)


def _good(*results: Result) -> None:
    if failed := sum(one.failed for one in results):
        raise Wrong(f"{failed} pages were not answered as they should be")


async def _rates(port: int, address: Address, title: str, in_flight: int) -> dict[str, Result]:
    """As many as it takes: of one page, of its 304, and of pages that were never asked for before."""
    etag = await _checked(port, address, title)
    page = Load(port, "GET", address.path, HEADERS, good=frozenset({b"200"}))
    kept = replace(page, headers={**HEADERS, "If-None-Match": etag}, good=frozenset({b"304"}))
    fresh = replace(page, path=f"{address.path}?n={{n}}")
    loads = {"made": fresh, "rate_304": kept, "rate": page}
    return {name: await closed(load, SECONDS, in_flight) for name, load in loads.items()}


async def _measured(task: Task, side: SideName, in_flight: int) -> Sample:
    """Every address in turn; p99 at a rate that both sides take."""
    port, values, units, seconds, used = ports.pick(), dict[str, float](), 0, 0.0, 0.0
    async with _side(task, side, port) as pid:
        for address in ADDRESSES:
            title = task.plan["pages"][address.path]["title"]
            _good(await closed(Load(port, "GET", address.path, HEADERS), WARM, in_flight))
            before = cpu_of(pid)
            found = await _rates(port, address, title, in_flight)
            used += cpu_of(pid) - before
            _good(*found.values())
            half = await opened(
                Load(port, "GET", address.path, HEADERS), task.plan["half"][address.name], SECONDS
            )
            _good(half)
            await _checked(port, address, title)
            values |= {f"{name}_{address.name}": one.done / one.seconds for name, one in found.items()}
            values[f"p99_{address.name}"] = half.p99_ms
            units += sum(one.done for one in found.values())
            seconds += sum(one.seconds for one in found.values())
    return Sample(units, seconds, used, values)


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await _measured(task, "product", IN_FLIGHT)


async def limit(task: Task) -> Sample:
    """One round of the bare route, at the same load for its p99."""
    return await _measured(task, "limit", task.plan["in_flight"])


async def prepare(task: Task) -> dict[str, Any]:
    """Load the example, and find how many requests in flight the bare route answers most of."""
    await _loaded(task)
    plan = {**task.plan, "pages": await _pages(task)}
    told = replace(task, plan=plan)
    plan["pages"] = await _framed(told)
    tried = {n: round(sum(found.values())) for n in TRIED if (found := await _tried(told, "limit", n))}
    best = max(tried, key=lambda number: tried[number])
    sides = [await _tried(told, "product", IN_FLIGHT), await _tried(told, "limit", best)]
    return {
        "pages": plan["pages"],
        "in_flight": best,
        "best": {"in_flight": best},
        "tried": tried,
        "half": {one.name: min(side[one.name] for side in sides) / 2 for one in ADDRESSES},
    }


async def _loaded(task: Task) -> None:
    """The example's record with all that follows from it, in views that the product has folded."""
    cluster, port = Cluster(task.kafka), ports.pick()
    await asyncio.to_thread(Topics(cluster, LOCAL).apply)
    env, record = _env(task, port), read(EXAMPLE)
    token = LocalIssuer(Settings(var=Path(env["ONEVOICE_VAR"]))).token(Role.SECRETARIAT)
    async with (
        serving(["-m", "onevoice", "serve"], port, **env),
        Api(f"http://127.0.0.1:{port}", token) as api,
    ):
        await Loader(api).load(record)
        if not all(effect.seen for effect in await Report(api, cluster).run(record)):
            raise Wrong("the example's effects are not all seen")


async def _pages(task: Task) -> dict[str, dict[str, Any]]:
    """Of each address: its title and length in the product, and where the bare route finds its document."""
    port, found = ports.pick(), {}
    async with (
        _side(task, "product", port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=HEADERS, trust_env=False) as client,
    ):
        for one in ADDRESSES:
            page = await client.get(one.path)
            title = re.search("<title>(.*?) ·", page.text)
            if page.status_code != httpx.codes.OK or not title:
                raise Wrong(f"{one.path} is no page")
            found[one.path] = {
                "title": title[1],
                "length": len(page.content),
                "database": f"{PREFIX}_{one.service}",
                "collection": f"{one.view.name}_g1",
                "id": one.stream,
            }
    return found


async def _framed(task: Task) -> dict[str, dict[str, Any]]:
    """The same with the plain text that makes the bare route's page as long as the product's."""
    port, pages = ports.pick(), task.plan["pages"]
    async with (
        _side(task, "limit", port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        bare = {path: len((await client.get(path)).content) for path in pages}
    return {path: {**page, "frame": max(0, page["length"] - bare[path])} for path, page in pages.items()}


async def _tried(task: Task, side: SideName, in_flight: int) -> dict[str, float]:
    """How many pages of each address a side answers a second."""
    port, found = ports.pick(), {}
    async with _side(task, side, port):
        for one in ADDRESSES:
            load = Load(port, "GET", one.path, HEADERS)
            await closed(load, WARM, in_flight)
            done = await closed(load, TUNED, in_flight)
            found[one.name] = done.done / done.seconds
    return found


def _measures(one: Address) -> tuple[Measure, ...]:
    return (
        Measure(f"rate_{one.name}", f"`{one.path}`, pages/s", aim=0.70),
        Measure(f"rate_304_{one.name}", f"`{one.path}`, 304s/s"),
        Measure(f"made_{one.name}", f"`{one.path}`, pages/s when each has an address of its own"),
        Measure(f"p99_{one.name}", f"`{one.path}`, p99 at half load, ms", smaller=True),
    )


ARM = Arm(
    title="Pages",
    unit="page",
    text="""\
The example record's pages, asked for as a browser without a session asks, over kept connections. The product is a \
process with the role `api` and all services: routing, language, queries, the joined record, template and frame in \
the reader's language, ETag, the headers that keep a page safe. It keeps a page for a second \
([decision 13](adr/0013-pages-from-memory.md)). The limit is a Starlette route under the same server (uvicorn) that \
makes one query for a document of the view's, renders every value of it with a prepared Jinja2 template, escaped, in \
a frame of plain text that makes the page as long as the product's, and hashes it for the ETag. It keeps nothing.

So the first two figures of a page say what many readers of one page get, and are not a comparison of like work: the \
product makes the page once a second. The third is: there, each request has a field of its own in its address, so \
that the product, too, makes each page.

Pages per second are answered with 32 requests in flight (the limit with as many as suit it best); 304s to \
`If-None-Match` with the page's ETag. p99 is taken at half of what the slower side takes, on both sides, from when a \
request was due. The load comes from a process on the same machine, which takes a good part of a core.

A figure counts when every answer had the status that it should have, and when the page, before and after, has its \
title, the same bytes and ETag each time, a 304 without a body for who has it, and 200 for who has another.""",
    measures=tuple(measure for one in ADDRESSES for measure in _measures(one)),
    prepare=prepare,
    product=product,
    limit=limit,
)
