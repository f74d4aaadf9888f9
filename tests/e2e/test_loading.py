"""Records as they are loaded from a shell: what became of them is told, and is in the exit code."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from tests.docs.markdown import ROOT, blocks
from tests.support.attached import jpeg, pdf
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

    def load(self, *records: str, given: str = "", dry: bool = False) -> CompletedProcess[str]:
        """``onevoice load`` of files that hold these, or of what is piped in."""
        files = [self.folder / f"record-{number}.yaml" for number, _ in enumerate(records)]
        for file, record in zip(files, records, strict=True):
            file.write_text(record, encoding="utf-8")
        words = [str(file) for file in files] or ["-"]
        options = ["--dry-run"] if dry else []
        return onevoice(self.env, "load", *words, *options, "--url", self.url, given=given)


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


def test_what_a_load_would_do_is_told_and_not_done(shell: Shell) -> None:
    """Each step, and what the registry would refuse; then it is done, from a pipe, and told as it is sent."""
    record = HELD.format(day="2023-05-04", outcome="{key: c, kind: champion_accepted, country: BTN}").replace(
        "    - {key: c",
        "    - {key: s, kind: coordination_structure_in_progress, level: regional, network: arab}\n    - {key: c",
    )
    told = shell.load(record, dry=True)
    assert told.returncode == 0, told.stderr
    assert "would send: record outcome c" in told.stdout
    assert "would be refused: outcome s: no network arab is known: plan it first" in told.stdout
    assert "outcome c:" not in told.stdout
    assert told.stdout.endswith("briefing 2023-05-04: 4 differences; nothing was sent\n")
    assert (
        httpx.get(f"{shell.url}/consultations/api/briefings/2023-05-04", trust_env=False).status_code == 404
    )
    done = shell.load(given=record)
    assert "sent 2 of 4: record outcome s" in done.stdout
    assert "refused: outcome s: no network arab is known: plan it first" in done.stdout
    assert "no differences; nothing was sent" in shell.load(record, dry=True).stdout


def test_records_of_two_sources_are_one(shell: Shell) -> None:
    """What one of them says is added; where they differ, nothing is sent."""
    about = "briefing:\n  key: 2023-07-01\n  title: A\n  held_on: 2023-07-01\n"
    held = about + "  source: {source}\n  outcomes: [{outcome}]\n"
    total = "{key: t, kind: total_stated, of: champion_countries, total: %s}"
    note = "{key: n, kind: agreed, text: A list is sent round, owner: secretariat, due: 2023-08}"
    minutes = held.format(source="the minutes", outcome=total % 30)
    done = shell.load(minutes, held.format(source="the press release", outcome=note))
    assert done.returncode == 0, done.stderr
    found = httpx.get(f"{shell.url}/consultations/api/briefings/2023-07-01", trust_env=False).json()
    assert [one["outcome"]["source"] for one in found["outcomes"]] == ["the minutes", "the press release"]
    differing = shell.load(minutes, held.format(source="the press release", outcome=total % 31))
    assert (differing.returncode, "the records differ on outcomes, t" in differing.stderr) == (1, True)


def test_what_is_overdue_is_seen_until_somebody_follows_it_up(shell: Shell) -> None:
    """On the page, in its files and in the API."""
    outcome = "{key: late, kind: agreed, text: A list is sent round, owner: secretariat, due: 2022-03%s}"
    assert shell.load(HELD.format(day="2022-02-02", outcome=outcome % "")).returncode == 0
    with httpx.Client(base_url=f"{shell.url}/consultations", trust_env=False) as client:

        def overdue() -> list[str]:
            found = client.get("/api/outcomes/overdue").json()["outcomes"]
            return [one["outcome"] for one in found if one["key"] == "2022-02-02"]

        assert overdue() == ["late"]
        csv = client.get("/outcomes.csv?state=overdue").text
        assert [line for line in csv.splitlines() if "2022-02-02" in line] == [
            "2022-02-02,Agreed (A list is sent round),overdue,2022-03,secretariat,,2022-02-02,late"
        ]
        followed = ", follow_up: {state: done, evidence: It was sent}"
        assert shell.load(HELD.format(day="2022-02-02", outcome=outcome % followed)).returncode == 0
        assert overdue() == []
        page = client.get("/outcomes?state=done", headers={"Accept": "text/html"}).text
        assert "It was sent" in page


def test_a_file_beside_the_record_is_sent_once(shell: Shell) -> None:
    """A dry run names it and sends nothing; loaded again, nothing is sent; another content is another version."""
    file, place = shell.folder / "note.pdf", "/consultations/briefings/filed/documents/note"
    record = (
        "briefing:\n  key: filed\n  title: A\n  held_on: 2022-06-01\n  documents:\n"
        "    - {key: note, title: Note, language: en, file: note.pdf}\n"
    )
    for number, content in enumerate((pdf(), jpeg()), 1):
        file.write_bytes(content)
        said = "the file note.pdf of document note"
        assert f"would send: {said}" in shell.load(record, dry=True).stdout
        sent = shell.load(record, record)
        assert (sent.returncode, said in sent.stdout) == (0, True), sent.stdout + sent.stderr
        assert "no differences" in shell.load(record, dry=True).stdout
        kept = httpx.get(f"{shell.url}{place}/versions/{number}", trust_env=False)
        assert kept.status_code == httpx.codes.OK
        assert httpx.get(f"{shell.url}{place}", trust_env=False).content == kept.content
    file.write_bytes(b"words")
    refused = shell.load(record)
    assert refused.returncode == 1
    assert "PDF, DOCX, ODT, PNG and JPEG are right" in refused.stdout + refused.stderr
