"""Mails handed to real servers, of which some are slow, strict, or go away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from services.notifications.mail.result import Outcome, Result
from services.notifications.mail.smtp import Post, Timeouts
from shared import metrics
from tests.support.eventually import eventually
from tests.support.mailserver import STAGES, Answer, Line, Office, drop, hang, mail_to, serving

TO = "maria.silva@example.org"
MAIL = b"To: maria.silva@example.org\r\nSubject: a mail\r\n\r\n.\r\n..two\r\nend.\r\n"
SHORT = Timeouts(connect=0.3)

Opened = Callable[..., Awaitable[tuple[Office, Post]]]


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Opened]:
    """Makes an office that answers as told, and a post that hands mails to it."""
    ends: list[Callable[[], Awaitable[object]]] = []

    async def open_(
        timeouts: Timeouts | None = None, per_domain: int = 4, name: str | None = None, **answers: Answer
    ) -> tuple[Office, Post]:
        office = Office(**answers)
        context = serving(office)
        port = await context.__aenter__()
        post = Post(mail_to(port, per_domain=per_domain, name=name), timeouts)
        ends.extend([lambda: context.__aexit__(None, None, None), post.close])
        return office, post

    yield open_
    for end in reversed(ends):
        await end()


async def test_a_mail_arrives_as_it_is_and_the_connection_is_kept(opened: Opened) -> None:
    """Byte for byte, lines that begin with a dot too; the next one costs no connection."""
    office, post = await opened()
    for n in (1, 2, 3):
        assert await post.send(TO, MAIL) == Result(
            Outcome.SENT, 250, f"2.0.0 Ok: queued as 0000000{n}", f"0000000{n}"
        )
    assert len(office.lines) == 1
    for envelope in office.taken:
        assert envelope.original_content == MAIL
        assert envelope.rcpt_tos == [TO]
        assert envelope.mail_from == "no-reply@onevoice.example"


async def test_a_refused_address_is_a_bounce_that_does_not_name_it(opened: Opened) -> None:
    """And the next mail goes over the same connection."""
    office, post = await opened(RCPT="550 5.1.1 <{}>: no such user here")
    assert await post.send(TO, MAIL) == Result(Outcome.BOUNCED, 550, "5.1.1 <<address>>: no such user here")
    office.answers.clear()
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT
    assert len(office.lines) == 1


@pytest.mark.parametrize("code", [451, 421])
@pytest.mark.parametrize("stage", STAGES)
async def test_not_now_means_later(stage: str, code: int, opened: Opened) -> None:
    """At each stage; the next mail is taken, over another connection where the server said goodbye."""
    office, post = await opened(**{stage: f"{code} 4.3.0 {TO} try again later"})
    result = await post.send(TO, MAIL)
    assert (result.outcome, result.code, result.text) == (
        Outcome.LATER,
        code,
        "4.3.0 <address> try again later",
    )
    office.answers.clear()
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT
    assert len(office.lines) == (2 if code == 421 else 1)


@pytest.mark.parametrize("stage", ["DATA", "END"])
async def test_a_mail_refused_for_good_has_failed(stage: str, opened: Opened) -> None:
    """Which is no bounce: the address was taken."""
    office, post = await opened(**{stage: "554 5.6.0 not this mail"})
    assert (await post.send(TO, MAIL)).outcome is Outcome.FAILED
    office.answers.clear()
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT


@pytest.mark.parametrize("stage", ["DATA", "END"])
async def test_a_mailbox_may_turn_out_to_be_gone_at_the_end(stage: str, opened: Opened) -> None:
    """Exchange Online looks for it only then."""
    _, post = await opened(**{stage: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"})
    assert (await post.send(TO, MAIL)).outcome is Outcome.BOUNCED


async def test_a_server_that_refuses_us_is_tried_again_and_told_of(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    """Our name is ours to mend: no reader loses a mail by it, and an operator hears of it, once a minute."""
    metric = "onevoice_mail_server_refusals_total"
    before = metrics.REGISTRY.get_sample_value(metric) or 0
    _, post = await opened(name="onevoice", RCPT="504 5.5.2 <onevoice>: Helo command rejected")
    for _ in range(3):
        assert (await post.send(TO, MAIL)).outcome is Outcome.LATER
    assert metrics.REGISTRY.get_sample_value(metric) == before + 3
    told = capsys.readouterr()
    assert (told.out + told.err).count("the mail server refuses us") == 1


async def test_a_refusal_of_the_greeting_itself_is_told_too() -> None:
    """Some servers say it at once, others keep it until the recipient."""

    async def strict(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        while await reader.readline():
            writer.write(b"504 5.5.2 <onevoice>: Helo command rejected: need fully-qualified hostname\r\n")
        writer.close()

    async with await asyncio.start_server(strict, "127.0.0.1", 0) as server:
        post = Post(mail_to(server.sockets[0].getsockname()[1], name="onevoice"), SHORT)
        result = await post.send(TO, MAIL)
    assert (result.outcome, result.code, result.ours) == (Outcome.LATER, 504, True)


async def test_the_server_hears_the_name_of_the_settings(opened: Opened) -> None:
    """Not the machine's, which may be localhost."""
    office, post = await opened(name="onevoice.example")
    await post.send(TO, MAIL)
    session = office.lines[0].session
    assert session
    assert session.host_name == "onevoice.example"


@pytest.mark.parametrize("stage", STAGES)
async def test_a_broken_connection_is_later_until_the_mail_was_handed_over(
    stage: str, opened: Opened
) -> None:
    """From then on nobody here knows whether the server has it. The next mail takes another connection."""
    office, post = await opened(**{stage: drop})
    result = await post.send(TO, MAIL)
    assert result.outcome is (Outcome.UNKNOWN if stage == "END" else Outcome.LATER)
    assert result.text
    assert not office.taken
    office.answers.clear()
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT
    assert len(office.lines) == 2


@pytest.mark.parametrize("stage", STAGES)
async def test_silence_is_later_until_the_mail_was_handed_over(stage: str, opened: Opened) -> None:
    """Patience ends, and with it the connection: an answer that comes too late is nobody's."""
    short = Timeouts(end=0.3) if stage == "END" else Timeouts(command=0.3)
    office, post = await opened(short, **{stage: hang})
    assert (await post.send(TO, MAIL)).outcome is (Outcome.UNKNOWN if stage == "END" else Outcome.LATER)

    async def closed() -> bool:
        return not any(line.is_open for line in office.lines)

    await eventually(closed)


async def test_a_server_that_does_not_greet_is_later() -> None:
    """It took the connection and says nothing."""
    async with await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0) as server:
        post = Post(mail_to(server.sockets[0].getsockname()[1]), SHORT)
        assert (await post.send(TO, MAIL)).outcome is Outcome.LATER


async def test_a_server_that_is_not_there_is_later() -> None:
    """Nothing listens on that port any more."""
    async with serving(Office()) as port:
        pass
    post = Post(mail_to(port), SHORT)
    result = await post.send(TO, MAIL)
    assert (result.outcome, result.code) == (Outcome.LATER, None)


@pytest.mark.parametrize("goodbye", [(), (b"421 4.4.2 idle for too long\r\n",)])
async def test_a_kept_connection_that_the_server_closed_costs_nothing(
    goodbye: tuple[bytes, ...], opened: Opened
) -> None:
    """With a word or without: the mail goes over a new one."""
    office, post = await opened()
    await post.send(TO, MAIL)
    office.lines[0].hang_up(*goodbye)
    result = await post.send(TO, MAIL)
    assert result.outcome is Outcome.SENT
    assert len(office.lines) == 2


async def test_a_goodbye_in_the_place_of_the_first_answer_costs_nothing(opened: Opened) -> None:
    """The server's time was up just when the next mail came."""
    office, post = await opened()
    await post.send(TO, MAIL)

    async def late(line: Line) -> str:
        office.answers.clear()
        line.hang_up(b"421 4.4.2 idle for too long\r\n")
        return await hang(line)

    office.answers["MAIL"] = late
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT
    assert len(office.lines) == 2


async def test_an_idle_connection_is_closed_by_itself(opened: Opened) -> None:
    """Nobody has to ask for it."""
    office, post = await opened(Timeouts(idle=0.05))
    await post.send(TO, MAIL)

    async def closed() -> bool:
        return not any(line.is_open for line in office.lines)

    await eventually(closed)


async def test_a_slow_domain_keeps_no_other_waiting(opened: Opened) -> None:
    """While its mails are held, all others are done; it has so many connections and no more."""
    office, post = await opened(per_domain=4)
    gate = office.gates["slow.example"] = asyncio.Event()
    slow = [post.send(f"reader{n}@slow.example", MAIL) for n in range(40)]
    fast = [post.send(f"reader{n}@fast{n % 9}.example", MAIL) for n in range(90)]
    assert not post.room("slow.example")
    assert {result.outcome for result in await asyncio.gather(*fast)} == {Outcome.SENT}
    assert not any(task.done() for task in slow)
    assert not post.room("slow.example")
    assert post.room("fast0.example")
    gate.set()
    assert {result.outcome for result in await asyncio.gather(*slow)} == {Outcome.SENT}
    assert post.room("slow.example")
    assert max(office.busiest.values()) <= 4
    assert len(office.lines) <= 16


async def test_there_is_room_for_so_many_from_the_call_on(opened: Opened) -> None:
    """A caller can fill a domain up and keep the rest for later, without waiting in between."""
    office, post = await opened(per_domain=2)
    office.gates["example.org"] = asyncio.Event()
    tasks = []
    while post.room("example.org"):
        tasks.append(post.send(TO, MAIL))
    assert len(tasks) == 2
    office.gates["example.org"].set()
    await asyncio.gather(*tasks)
    assert post.room("example.org")


@pytest.mark.parametrize(
    "wrong", [b"a\n.\nb\r\n", b"a\r.\rb\r\n", b"no end", "é\r\n".encode(), b"a\0b\r\n", b"a\r\n.\n\r\n"]
)
async def test_what_could_end_a_mail_early_is_not_sent(wrong: bytes) -> None:
    """Some servers take a bare LF for a line's end: a text could begin a second mail."""
    with pytest.raises(ValueError, match="CRLF"):
        Post(mail_to(1)).send(TO, wrong)


async def test_a_cancelled_mail_leaves_no_connection_behind(opened: Opened) -> None:
    """The next one does not get the other one's answer."""
    office, post = await opened(END=hang)
    task = post.send(TO, MAIL)

    async def held() -> bool:
        return bool(office.busy.get("example.org"))

    await eventually(held)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert post.room("example.org")
    office.answers.clear()
    assert (await post.send(TO, MAIL)).outcome is Outcome.SENT
    assert len(office.lines) == 2
