"""Every service and role in a process of its own, two of each, behind one origin."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.api import Api
from onevoice.record.loading import Loader
from onevoice.record.read import read
from onevoice.record.report import Report
from onevoice.remedies.verify import Verify
from onevoice.services import SERVICES
from shared.auth import Role
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import connect
from shared.settings import RoleOfProcess, Settings
from tests.support.front import fronted
from tests.support.processes import OneVoice, environment

pytestmark = pytest.mark.timeout(600)
"""Some thirty processes start at once: on a busy machine that takes minutes."""
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "briefing-2020-03-04.yaml"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Engines of their own, because ``verify`` looks at whole topics."""
    from tests.support import engines  # noqa: PLC0415 - after the choice of engines

    folder = tmp_path_factory.mktemp("apart")
    with engines.kafka(folder / "kafka") as kafka, engines.mongo(folder / "mongo") as mongo:
        found = Settings(var=folder / "var", kafka=kafka.url, mongo=mongo.url)
        Topics(found.cluster, LOCAL).apply()
        yield found


@pytest.fixture(scope="module")
def processes(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[OneVoice]]]:
    """Two processes for each service and role, by ``service role``."""
    logs = tmp_path_factory.mktemp("logs")
    env = environment(settings.var, settings.kafka, settings.mongo)
    started: dict[str, list[OneVoice]] = {}
    for service in SERVICES.values():
        for role in RoleOfProcess:
            idle = {RoleOfProcess.REACT: not service.reactions, RoleOfProcess.DELIVER: not service.workers}
            if idle.get(role):
                continue
            name = f"{service.name} {role}"
            words = ["serve", service.name, "--role", str(role)]
            started[name] = [OneVoice(words, env, logs / f"{name}-{n}.log") for n in (1, 2)]
    every = [process for pair in started.values() for process in pair]
    try:
        for process in every:
            process.start()
        for process in every:
            process.wait_ready()
        yield started
    finally:
        for process in every:
            process.kill()


@pytest.fixture
async def origin(processes: dict[str, list[OneVoice]]) -> AsyncIterator[str]:
    """One address before all API processes."""
    places = {service: [p.url for p in processes[f"{service} api"]] for service in SERVICES}
    async with fronted(places) as url:
        yield url


async def test_the_briefing_has_every_effect_when_nothing_shares_a_process(
    origin: str, settings: Settings
) -> None:
    """Services need only Kafka and their databases to work together, and two of each do no harm."""
    record = read(EXAMPLE)
    token = LocalIssuer(settings).token(Role.SECRETARIAT)
    async with Api(origin, token) as api:
        await Loader(api).load(record)
        effects = await Report(api, settings.cluster).run(record)
    assert [effect.what for effect in effects if not effect.seen] == []
    found = await Verify(settings, connect(settings.mongo), list(SERVICES.values())).run()
    assert found.good, found.wrong + found.behind


async def test_with_one_of_each_killed_the_other_goes_on(
    origin: str, settings: Settings, processes: dict[str, list[OneVoice]]
) -> None:
    """Kill -9 one relay, projector and reactor of each service: what is said then still has its effects."""
    for name, (first, _) in processes.items():
        if not name.endswith(" api"):
            first.kill()
    source = (
        EXAMPLE.read_text().replace("2020-03-04", "2021-05-06").replace("SLV", "NPL").replace("PRT", "ECU")
    )
    path = settings.var / "other.yaml"
    path.write_text(source)
    record = read(path)
    token = LocalIssuer(settings).token(Role.SECRETARIAT)
    async with Api(origin, token) as api:
        await Loader(api).load(record)
        effects = await Report(api, settings.cluster).run(record)
    assert [effect.what for effect in effects if not effect.seen] == []
    found = await Verify(settings, connect(settings.mongo), list(SERVICES.values())).run()
    assert found.good, found.wrong + found.behind
