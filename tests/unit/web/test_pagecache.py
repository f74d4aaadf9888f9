"""Pages from memory: who may get which, and how old they may be."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from shared.web.edge.middleware import Edge
from shared.web.pages.pagecache import LONGEST, PageCache
from shared.web.routes.queries import matches

PUBLIC = {"content-type": "text/html; charset=utf-8", "cache-control": "no-cache", "vary": "Cookie"}
TAG = '"the-tag"'


class House:
    """An app whose page tells all that it was told, and when. A clock, and a gate that makings wait at."""

    def __init__(self, status: int = 200, **headers: str) -> None:
        self.now = 0.0
        self.made = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.status = status
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        self.headers = {name: value for name, value in {**PUBLIC, "etag": TAG, **said}.items() if value}
        self.cache = PageCache(self, lambda: self.now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the page."""
        self.made += 1
        told = {**Headers(scope=scope), "query": scope["query_string"].decode(), "path": scope["path"]}
        told |= {"body": str((await receive())["body"]), "client": str(scope.get("client"))}
        body = f"{self.now} {self.made} {sorted(told.items())}".encode()
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await self.gate.wait()
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def get(self, path: str = "/page", query: str = "", **headers: str) -> "Answer":
        """One reader's request."""
        given = {"host": "onevoice.example", "accept": "text/html", **headers}
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
        scope = {
            "type": "http", "method": "GET", "scheme": "https", "path": path, "query_string": query.encode(),
            "headers": raw, "client": ("192.0.2.7", 1), "server": ("127.0.0.1", 1),
        }  # fmt: skip
        return await answered(self.cache, scope)


class Answer:
    """What came."""

    def __init__(self, messages: list[Message]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = Headers(raw=messages[0]["headers"])
        self.body = b"".join(message["body"] for message in messages[1:]).decode()

    @property
    def made_at(self) -> float:
        """When, on the house's clock."""
        return float(self.body.partition(" ")[0])


async def answered(app: Any, scope: Scope) -> Answer:
    """The app's answer to a request with a body of its own."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"said by one reader"}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return Answer(messages)


async def until(there: Callable[[], bool]) -> None:
    """Wait for it, among tasks of this loop."""
    for _ in range(100):
        if there():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come")


words = st.sampled_from(["a", "b"])
cookies = st.fixed_dictionaries(
    {},
    optional={
        "onevoice_session": words.map("secret-{}".format),
        "language": st.sampled_from(["en", "fr", "xx"]),
        "theme": words.map("secret-theme-{}".format),
    },
)
requests = st.fixed_dictionaries(
    {
        "path": st.sampled_from(["/page", "/other"]),
        "query": st.sampled_from(
            ["", "q=1", "q=2", "after=briefing-x@1", "%61fter=briefing-x@1", "language=fr"]
        ),
        "cookies": cookies,
        "accept_language": st.sampled_from(["", "en", "fr-CH, fr;q=0.9", "de", "fr;q=0.2, en"]),
        "user_agent": words.map("secret-agent-{}".format),
        "wait": st.sampled_from([0.0, 0.4, 0.7, LONGEST, 2.0]),
    }
)


@pytest.mark.law(14)
@given(st.lists(requests, max_size=12))
async def test_nothing_of_a_reader_reaches_another_and_nothing_is_old(asked: list[dict[str, Any]]) -> None:
    """A page tells one reader's words to that reader alone, in the reader's language, a second old at the most."""
    house = House()
    for one in asked:
        house.now += one["wait"]
        before = house.made
        sent = "; ".join(f"{name}={value}" for name, value in one["cookies"].items())
        answer = await house.get(
            one["path"],
            one["query"],
            cookie=sent,
            accept_language=one["accept_language"],
            user_agent=one["user_agent"],
        )
        own = "onevoice_session" in one["cookies"] or one["query"] not in {"", "q=1", "q=2"}
        assert 0 <= house.now - answer.made_at <= LONGEST
        assert f"('path', '{one['path']}')" in answer.body
        assert f"('query', '{one['query']}')" in answer.body
        if own:
            assert house.made == before + 1
            assert sent in answer.body
            assert one["user_agent"] in answer.body
            continue
        assert not [word for word in ("secret", "said by one reader", "192.0.2.7") if word in answer.body]
        kept = one["cookies"].get("language")
        if kept in {"en", "fr"}:
            assert f"('cookie', 'language={kept}')" in answer.body
        else:
            assert "cookie" not in answer.body
            wanted = "fr" if one["accept_language"].startswith("fr-CH") else "en"
            assert f"('accept-language', '{wanted}')" in answer.body


async def test_a_page_of_a_second_is_made_once() -> None:
    """However many ask within the second, one of them makes the page; after it, the next one does."""
    house = House()
    answers = await asyncio.gather(*(house.get() for _ in range(32)))
    house.now = LONGEST
    answers.append(await house.get())
    assert house.made == 1
    assert len({answer.body for answer in answers}) == 1
    house.now = LONGEST + 0.001
    assert (await house.get()).body != answers[0].body


async def test_who_comes_while_an_old_page_is_still_being_made_does_not_wait_for_it() -> None:
    """A making that began more than a second ago is left to those who came before."""
    house = House()
    house.gate.clear()
    first = asyncio.create_task(house.get())
    await until(lambda: house.made == 1)
    house.now = LONGEST + 0.5
    second = asyncio.create_task(house.get())
    await until(lambda: house.made == 2)
    house.gate.set()
    assert (await first).made_at == 0
    assert (await second).made_at == house.now
    assert (await house.get()).made_at == house.now


async def test_a_cancelled_first_request_hangs_nobody() -> None:
    """When the request that makes a page ends, the next one makes it, and all who wait are answered."""
    house = House()
    house.gate.clear()
    first = asyncio.create_task(house.get())
    await until(lambda: house.made == 1)
    others = [asyncio.create_task(house.get()) for _ in range(8)]
    await asyncio.sleep(0)
    first.cancel()
    await until(lambda: house.made == 2)
    house.gate.set()
    async with asyncio.timeout(1):
        answers = await asyncio.gather(*others)
    assert {answer.status for answer in answers} == {200}
    assert house.made == 2


async def test_who_stops_waiting_takes_nobody_along() -> None:
    """A reader who goes away while another makes the page disturbs neither."""
    house = House()
    house.gate.clear()
    first = asyncio.create_task(house.get())
    await until(lambda: house.made == 1)
    leaving, staying = asyncio.create_task(house.get()), asyncio.create_task(house.get())
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    house.gate.set()
    assert (await first).body == (await staying).body


async def test_a_fault_is_its_own_readers_alone() -> None:
    """What raises for one is tried again for the next."""
    house = House()
    faults = [RuntimeError("away")]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if faults:
            await asyncio.sleep(0)
            raise faults.pop()
        await house(scope, receive, send)

    house.cache = PageCache(app, lambda: house.now)
    failed, good = await asyncio.gather(house.get(), house.get(), return_exceptions=True)
    assert isinstance(failed, RuntimeError)
    assert isinstance(good, Answer)
    assert good.status == 200


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"set_cookie": "language=fr"}),
        (200, {"cache_control": "private, no-store"}),
        (200, {"cache_control": "public, max-age=60"}),
        (200, {"etag": ""}),
        (200, {"content_type": "application/atom+xml"}),
        (200, {"x_something": "new"}),
        (303, {}),
        (404, {}),
        (500, {}),
    ],
)
async def test_what_does_not_say_that_it_may_be_kept_is_not(status: int, headers: dict[str, str]) -> None:
    """Only a public page as ``Pages.public`` makes it is kept; everything else is made for each who asks."""
    house = House(status, **headers)
    answers = await asyncio.gather(*(house.get() for _ in range(5)))
    answers.append(await house.get())
    assert house.made == 6
    assert len({answer.body for answer in answers}) == 6
    assert {answer.status for answer in answers} == {status}
    assert all(answer.headers.get("set-cookie") == headers.get("set_cookie") for answer in answers)


async def test_who_waited_for_what_is_not_kept_waits_no_longer() -> None:
    """As soon as an answer turns out not to be kept, all who waited for it go on at the same time."""
    house, begun = House(), list[Scope]()
    house.gate.clear()

    async def slow(scope: Scope, _receive: Receive, send: Send) -> None:
        begun.append(scope)
        await (house.gate.wait() if len(begun) > 1 else asyncio.sleep(0))  # the others come meanwhile
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await house.gate.wait()
        await send({"type": "http.response.body", "body": b"nothing"})

    house.cache = PageCache(slow, lambda: house.now)
    tasks = [asyncio.create_task(house.get()) for _ in range(5)]
    await until(lambda: len(begun) == 5)
    house.gate.set()
    assert {answer.status for answer in await asyncio.gather(*tasks)} == {404}


async def test_a_page_that_was_long_in_making_never_replaces_a_newer_one() -> None:
    """Of two makings the later one is kept, whichever ends first."""
    house, gates = House(), [asyncio.Event(), asyncio.Event()]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        gate = gates[house.made]
        await house(scope, receive, lambda message: _after(gate, send, message))

    house.cache = PageCache(app, lambda: house.now)
    old = asyncio.create_task(house.get())
    await until(lambda: house.made == 1)
    house.now = LONGEST * 1.5
    new = asyncio.create_task(house.get())
    await until(lambda: house.made == 2)
    for gate, task in zip(reversed(gates), (new, old), strict=True):
        gate.set()
        await task
    assert (await house.get()).body == (await new).body


async def _after(gate: asyncio.Event, send: Send, message: Message) -> None:
    await gate.wait()
    await send(message)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/registry/api/champions", {}),
        ("/page", {"accept": "application/json"}),
        ("/page", {"authorization": "Bearer x"}),
        ("/page", {"cookie": "onevoice_session="}),
        ("/page", {"cookie": "done=received"}),
        ("/page", {"cookie": "language=fr; __Host-onevoice_signin_e3388c87=sealed"}),
        ("/page", {"cookie": "onevoice_signin_e3388c87=sealed"}),
    ],
)
async def test_what_is_not_everybodys_page_is_passed_on_as_it_came(
    path: str, headers: dict[str, str]
) -> None:
    """Programs, and whoever says who they are, are answered anew."""
    house = House()
    bodies = {(await house.get(path, **headers)).body for _ in range(3)}
    assert house.made == len(bodies) == 3
    assert all("192.0.2.7" in body for body in bodies)


tags = st.sampled_from([TAG, f"W/{TAG}", '"another"', "", "*", '"x"'])


@given(st.lists(tags, max_size=3).map(", ".join), st.booleans())
async def test_304_exactly_for_who_has_the_page(held: str, remembered: bool) -> None:  # noqa: FBT001 - drawn
    """The tag decides, also for the one whose request makes the page; a 304 has no body and the page's headers."""
    house = House()
    whole = await house.get() if remembered else None
    answer = await house.get(if_none_match=held)
    assert house.made == 1
    assert answer.headers["etag"] == TAG
    assert answer.headers["vary"] == "Cookie"
    if matches(held, TAG):
        assert (answer.status, answer.body) == (304, "")
        assert not {"content-type", "content-length"} & set(answer.headers)
    else:
        assert answer.status == 200
        assert answer.body == (whole.body if whole else answer.body) != ""


async def test_each_answer_has_its_own_correlation_id() -> None:
    """A page from memory carries the id of the request that it answers; HEAD is answered from memory too."""
    house = House()
    edge = Edge(house.cache)
    scope: dict[str, Any] = {"type": "http", "scheme": "https", "path": "/page", "query_string": b""}
    scope["headers"] = [(b"accept", b"text/html")]
    answers = [await answered(edge, {**scope, "method": method}) for method in ("GET", "GET", "HEAD")]
    assert house.made == 1
    assert len({answer.headers["x-correlation-id"] for answer in answers}) == 3
    assert {answer.headers["x-frame-options"] for answer in answers} == {"DENY"}


@pytest.mark.parametrize("bound", [{"most_pages": 3}, {"most_bytes": 1_200}])
async def test_memory_is_bounded(bound: dict[str, int]) -> None:
    """Pages that nobody asked for the longest go first."""
    house = House()
    house.cache = PageCache(house, lambda: house.now, **bound)
    for number in range(50):
        await house.get(query=f"q={number}")
        await house.get(query="q=0")
    assert house.made == 50
    await house.get(query="q=1")
    assert house.made == 51
