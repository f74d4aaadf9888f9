import asyncio
import socket
from pathlib import Path

import pytest

from deploy.local.issuer import NAME, LocalIssuer
from shared.auth import Role, TokenVerifier
from shared.problems import Problem
from shared.runtime.process import _listen
from shared.settings import Settings


async def test_an_answer_goes_out_at_once() -> None:
    """Nagle's algorithm is off on every connection: no answer waits for the client's acknowledgement."""
    accepted: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()

    class Answering(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.set_result(transport)  # type: ignore[arg-type]  # a socket's

    listening = _listen("127.0.0.1", 0)
    server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
    transport, _ = await asyncio.get_running_loop().create_connection(
        asyncio.Protocol, *listening.getsockname()
    )
    own = (await accepted).get_extra_info("socket")
    assert own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    transport.close()
    (await accepted).close()
    server.close()


async def test_a_known_token_is_not_taken_past_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that was found good is refused once it has ended, and one with another signature at any time."""
    issuer = LocalIssuer(Settings(var=tmp_path))
    verifier = TokenVerifier(NAME, "onevoice", issuer)
    token = issuer.token(Role.SECRETARIAT)
    assert await verifier.verify(token) == await verifier.verify(token)
    head, _, signature = token.rpartition(".")
    with pytest.raises(Problem):
        await verifier.verify(f"{head}.{'A' * len(signature)}")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000)
    with pytest.raises(Problem):
        await verifier.verify(token)
