"""The version before beside this one: on one store and the same topics, each with every role, while commands come."""

import asyncio
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.mongo import connect
from tests.docs.markdown import ROOT
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree, own_house
from tests.support.processes import OneVoice, environment, onevoice

__all__ = ["own_house"]
pytestmark = pytest.mark.timeout(600)
BEFORE = "d196794"
"""What went out last, where no version is tagged."""
STATES = ("BGD", "ECU", "SLV", "FJI", "GHA", "IRQ", "MLI", "MAR")
MISFIT = 78


def git(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Ask the repository."""
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The version before, as its files are."""
    tagged = git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD~1").stdout.decode().strip()
    files = git("archive", tagged or BEFORE)
    if files.returncode:
        pytest.skip("this copy of the project has no history to take the version before from")
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(files.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


class Older(OneVoice):
    """A process of the version in ``folder``."""

    folder: Path

    def start(self, **more: str) -> None:
        """From its own files."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._command],
                cwd=self.folder,
                env={**self.env, **more},
                stdout=log,
                stderr=log,
            )


@pytest.fixture
def both(before: Path, own_house: House) -> Iterator[tuple[Older, OneVoice]]:
    """One of each, ready: the older one was there first."""
    env = environment(own_house.settings.var, own_house.kafka.url, own_house.mongo.url)
    folder = own_house.settings.var.parent
    older, newer = Older(["serve"], env, folder / "older"), OneVoice(["serve"], env, folder / "newer")
    older.folder = before
    try:
        for one in (older, newer):
            one.start()
            one.wait_ready()
        yield older, newer
    finally:
        older.kill()
        newer.kill()


async def taken(api: httpx.AsyncClient, at: str, body: object) -> None:
    """A command is taken; it may have to be tried again while another process writes the stream."""
    while True:
        answer = await api.post(at, json=body, headers={"Idempotency-Key": at})
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            assert answer.is_success, answer.text
            return


@pytest.mark.law(6)
@pytest.mark.law(9)
async def test_the_version_before_and_this_one_side_by_side(
    both: tuple[Older, OneVoice], own_house: House
) -> None:
    """Each is asked in turn for the next step; everything agrees then, and when the older one is gone.

    What the older one cannot read it parks, and this one applies it (decision 26): in the end nothing waits.
    """
    older, newer = both
    token = LocalIssuer(own_house.settings).token(Role.SECRETARIAT)
    clients = [
        httpx.AsyncClient(
            base_url=one.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=60
        )
        for one in both
    ]
    turns = cycle(clients)

    async def briefing(number: int, country: str) -> None:
        path = f"/consultations/api/briefings/2020-03-{number + 1:02d}"
        when = {"date": f"2020-03-{number + 1:02d}"}
        await taken(next(turns), f"{path}/hold", {"title": f"Briefing {number}", "when": when})
        outcome = {"outcome": {"kind": "champion_accepted", "country": country}}
        await taken(next(turns), f"{path}/outcomes/champion_{country}/record", outcome)
        fund = {"topic": "mptf", "text": f"The fund, {number}"}
        await taken(next(turns), f"{path}/issues/fund/raise", {"issue": fund})

    async def all_agrees() -> bool:
        await agree(own_house, 60)
        return True

    try:
        await asyncio.gather(*(briefing(*one) for one in enumerate(STATES)))
        await eventually(all_agrees, 180, 1)
        assert older.stop() == 0
        await agree(own_house, 120)
        parked = onevoice(newer.env, "parked", "list")
        assert parked.stdout.startswith("0 parked"), parked.stdout
    finally:
        for one in clients:
            await one.aclose()


async def test_what_another_version_wrote_in_another_form_is_not_read(own_house: House) -> None:
    """A start is refused, with the reason, where the two cannot go on together."""
    server = connect(own_house.mongo.url)
    database = server.database(own_house.settings.database("registry"))
    await database["identity"].insert_one({"_id": "format", "value": "2"})
    server.close()
    env = environment(own_house.settings.var, own_house.kafka.url, own_house.mongo.url)
    process = OneVoice(["serve", "registry"], env, own_house.settings.var.parent / "log")
    process.start()
    assert process.wait(120) == MISFIT
    assert "another version of One Voice wrote this database, in another form than 1" in process.tail()
