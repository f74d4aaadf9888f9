"""Records as they are loaded from a shell: what became of them is told, and is in the exit code."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from tests.docs.markdown import ROOT, blocks
from tests.support.fixtures import House, house_of_module
from tests.support.processes import OneVoice, environment, onevoice

__all__ = ["house_of_module"]
pytestmark = pytest.mark.timeout(400)
HELD = "briefing:\n  key: {day}\n  title: A\n  held_on: {day}\n  outcomes:\n    - {outcome}\n"
AFRICA = "{key: x, kind: coordination_structure_in_progress, level: regional, network: africa%s}"


class Shell:
    """Loads records into services that run."""

    def __init__(self, folder: Path, env: dict[str, str], url: str) -> None:
        self.folder, self.env, self.url = folder, env, url

    def load(self, record: str) -> CompletedProcess[str]:
        """``onevoice load`` of a file that holds this."""
        file = self.folder / "record.yaml"
        file.write_text(record, encoding="utf-8")
        return onevoice(self.env, "load", str(file), "--url", self.url)


@pytest.fixture(scope="module")
def shell(house_of_module: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Everything in one process, on engines of its own."""
    folder = tmp_path_factory.mktemp("loading")
    env = environment(folder / "var", house_of_module.kafka.url, house_of_module.mongo.url)
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        process.wait_ready()
        yield Shell(folder, env, process.url)
    finally:
        process.kill()


def test_the_records_of_the_documents_come_about(shell: Shell) -> None:
    """None of their outcomes is refused."""
    for block in blocks(ROOT / "docs" / "record.md", "yaml"):
        done = shell.load(block.text)
        assert (done.returncode, "refused" in done.stdout) == (0, False), done.stdout + done.stderr


def test_what_was_refused_is_told_at_each_load_until_it_is_mended(shell: Shell) -> None:
    """With its reason and the exit code 1; the remedy is one that helps."""
    record = HELD.format(day="2022-04-01", outcome=AFRICA)
    for _ in range(2):
        done = shell.load(record % "")
        assert done.returncode == 1
        assert "refused: outcome x: no network africa is known: plan it first" in done.stdout
        assert "withdrawn: at the outcome, and once more without it" in done.stderr
    token = onevoice(shell.env, "token", "--as", "secretariat").stdout.strip()
    plan = {"title": "Africa", "source": {"text": "the Network"}}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "plan"}
    address = f"{shell.url}/registry/api/networks/africa/plan"
    planned = httpx.post(address, json=plan, headers=headers, trust_env=False)
    assert planned.is_success, planned.text
    assert shell.load(record % ", withdrawn: it was refused").returncode == 0
    mended = shell.load(record % "")
    assert mended.returncode == 0, mended.stdout + mended.stderr


def test_a_champion_is_dated_by_the_earliest_briefing_whichever_is_loaded_first(shell: Shell) -> None:
    """The one of 2019, loaded after that of 2021."""
    for day in ("2021-05-06", "2019-02-03"):
        outcome = "{key: x, kind: champion_accepted, country: NPL}"
        assert shell.load(HELD.format(day=day, outcome=outcome)).returncode == 0
    found = httpx.get(f"{shell.url}/registry/api/champions/NPL", trust_env=False).json()
    assert (found["since"], found["announced_on"]) == ("2019-02", "2019-02-03")
