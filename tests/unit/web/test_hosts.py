"""Under which names the local profile answers, and where it may listen."""

import httpx
import pytest
from pydantic import ValidationError
from starlette.responses import PlainTextResponse

from deploy.local.engines import ports
from shared.runtime.health import measured
from shared.settings import Profile, Settings
from shared.web.edge.hosts import OwnNames

APP = OwnNames(PlainTextResponse("ours"), "https://one.example")


async def asked(host: str) -> int:
    """The status of an answer under this name."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://127.0.0.1") as client:
        return (await client.get("/mailbox/api/messages", headers={"Host": host})).status_code


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "127.1.2.3", "one.example"]
)
async def test_the_machines_own_names_are_answered(host: str) -> None:
    """With and without a port, and the name under which people reach this installation."""
    assert await asked(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example:8080",
        "127.0.0.1.rebound.example",
        "localhost.rebound.example",
        "",
        "[",
        "10.0.0.1",
        "a@b",
    ],
)
async def test_a_strangers_name_that_leads_here_is_not(host: str) -> None:
    """A page of its own would otherwise be of our origin to a browser, signed in as anybody."""
    assert await asked(host) == 421


@pytest.mark.parametrize(("origin", "status"), [("https://one.example", 421), (None, 200)])
def test_so_are_the_metrics(origin: str | None, status: int) -> None:
    """Of the local profile; elsewhere whoever reaches their port may have them."""
    port = ports.pick()
    with measured("127.0.0.1", port, origin):
        asked = [
            httpx.get(f"http://127.0.0.1:{port}/metrics", headers=headers, trust_env=False).status_code
            for headers in ({}, {"Host": "rebound.example"})
        ]
    assert asked == [200, status]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "here.example"])  # noqa: S104
def test_the_local_profile_listens_on_this_machine_alone(host: str) -> None:
    """It signs in whoever reaches it; the other profiles listen where they are told."""
    with pytest.raises(ValidationError, match=r"127\.0\.0\.1"):
        Settings(host=host)
    assert Settings(host=host, profile=Profile.CONTAINERS).host == host
    assert Settings(host="::1").host == "::1"
