"""Traces: one request, followed over Kafka and three reactions to the mail that it brings about."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from shared import traces
from shared.kafka.cluster import Cluster
from tests.integration.test_http import api, installed
from tests.integration.test_subscription_mails import invite, reader
from tests.integration.test_subscriptions import office, place, sending
from tests.support.collector import Collector, said
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.mailserver import Office
from tests.support.processes import OneVoice
from tests.support.readers import Reader
from tests.support.serving import served

__all__ = ["api", "installed", "office", "place", "reader"]
INVITE = "POST /registry/api/champions/{country}/invite"
WAY = {
    INVITE,
    "command InviteChampion",
    "publish onevoice.registry.v1",
    "process onevoice.registry.v1",
    "command IssueNotice",
    "publish onevoice.notifications.v1",
    "process onevoice.notifications.v1",
    "duty notifications.fan-out",
    "command CompleteFanOut",
    "send mail",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    """A collector, and where it takes spans."""
    one = Collector()
    async with served(one.app) as url:
        yield one, f"{url}/v1/traces"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(
    office: tuple[Office, int],
    collector: tuple[Collector, str],
    cluster: Cluster,
    mongo: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[OneVoice]:
    """All services in one process that sends traces."""
    more = {"ONEVOICE_TRACES": collector[1], "OTEL_BSP_SCHEDULE_DELAY": "200"}
    async with sending(tmp_path_factory.mktemp("traced"), cluster, mongo, office[1], **more) as process:
        yield process


async def test_a_trace_goes_from_the_request_to_the_mail(
    api: httpx.AsyncClient, reader: Reader, collector: tuple[Collector, str]
) -> None:
    """Each step hangs on the one that caused it, and nothing tells whose it is, or of what country."""
    preferences = await reader.subscribes("champions/PRT")
    trace, caller = "5e" * 16, "7a" * 8
    await invite(api, "PRT", traceparent=f"00-{trace}-{caller}-00")
    await reader.mailed(2)

    async def whole() -> bool:
        assert WAY - {one.name for one in collector[0].of(trace)} == set()
        return True

    await eventually(whole)
    spans = collector[0].of(trace)
    ids = {one.span_id.hex() for one in spans}
    [first] = [one for one in spans if one.parent_span_id.hex() == caller]
    assert first.name == INVITE
    assert {one.parent_span_id.hex() for one in spans} <= {*ids, caller}
    told = said(spans)
    assert told[INVITE]["http.response.status_code"] == "201"
    assert told["command IssueNotice"]["onevoice.reaction"] == "notifications.notify"
    assert told["send mail"]["onevoice.outcome"] == "sent"
    assert not [one.name for one in spans if one.status.code]
    everything = b"".join(collector[0].bodies)
    for private in (reader.address, reader.contact(preferences), "PRT"):
        assert private.encode() not in everything


async def test_an_address_that_is_no_route_is_not_told(
    api: httpx.AsyncClient, collector: tuple[Collector, str]
) -> None:
    """It may be what somebody keeps to himself, with a letter missing."""
    trace = "6f" * 16
    for path in ("/consultations/authors-word-kept", "/health/ready"):
        await api.get(path, headers={"traceparent": f"00-{trace}-{'1a' * 8}-01"})

    async def there() -> bool:
        return bool(collector[0].of(trace))

    await eventually(there)
    [only] = collector[0].of(trace)
    assert only.name == "GET"
    assert b"kept" not in b"".join(collector[0].bodies)


def test_what_is_kept_is_the_installations_to_say() -> None:
    """No caller has a say in it; what follows a request is kept with it, or not."""
    asked = f"00-{'5e' * 16}-{'7a' * 8}-01"
    end = traces.begin("http://127.0.0.1:9/v1/traces", 0.0, {})
    try:
        with traces.span("a request", "server", asked, outside=True):
            inside = traces.here.get() or ""
            assert inside.startswith(f"00-{'5e' * 16}-")
            assert inside.endswith("-00")
            with traces.span("a command", parent=inside):
                assert (traces.here.get() or "").endswith("-00")
        for rubbish in ("", "00-zz", f"00-{'0' * 32}-{'0' * 16}-01"):
            with traces.span("a request", "server", rubbish, outside=True):
                assert traces.here.get()
    finally:
        end()
    with traces.span("off"):
        assert traces.here.get() is None
