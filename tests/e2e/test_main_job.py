"""The main job as a stranger starts it: ``onevoice run``."""

import json
import os
import smtplib
from pathlib import Path

import httpx
import pytest

from deploy.local.engines import ports
from tests.support.fixtures import House, house_of_module
from tests.support.processes import OneVoice, environment, onevoice

__all__ = ["house_of_module"]
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "briefing-2020-03-04.yaml"

MAILS = {
    "mission.portugal@example.org": [
        "El Salvador is a champion country since March 2020",
        "Network briefing to Member States was held on 4 March 2020",
        "Portugal is a champion country since March 2020",
        "The summary of Network briefing to Member States is complete",
    ],
    "network.africa@example.org": [
        "Network briefing to Member States was held on 4 March 2020",
        "The summary of Network briefing to Member States is complete",
    ],
    "societe.civile@example.org": [
        "Détachement par UNHCR auprès de l'organisme Secrétariat\u00a0: en poste",
        "Détachement par UNICEF auprès de l'organisme Secrétariat\u00a0: imminent",
        "El Salvador\u00a0: pays champion depuis mars 2020",
        "Network briefing to Member States\u00a0: résumé complet",
        "Network briefing to Member States\u00a0: tenu le 4 mars 2020",
        "Portugal\u00a0: pays champion depuis mars 2020",
    ],
}
"""What each of the local run's subscribers is sent, once."""


@pytest.fixture(scope="module")
def env(house_of_module: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder and engines of its own."""
    return environment(
        tmp_path_factory.mktemp("main"),
        house_of_module.kafka.url,
        house_of_module.mongo.url,
        ONEVOICE_PORT=str(ports.pick()),
    )


def test_the_first_run_sees_every_effect_and_the_second_sends_nothing(env: dict[str, str]) -> None:
    """Every effect of the finite list is seen, those that crossed services by their record; once is enough."""
    first = onevoice(env, "run", "--once", "--json")
    assert first.returncode == 0, first.stderr[-3_000:]
    told = json.loads(first.stdout)
    assert told["ok"]
    assert all(effect["seen"] for effect in told["effects"])
    crossed = [effect["record"] for effect in told["effects"] if effect["by"]]
    assert any(record.startswith("onevoice.registry.v1[") for record in crossed)
    assert any(record.startswith("onevoice.consultations.v1[") for record in crossed)
    assert told["sent"]

    mails = {one["to"]: one for one in told["mails"]}
    assert {to: sorted(one["subjects"]) for to, one in mails.items()} == MAILS

    again = onevoice(env, "run", "--once", "--json")
    assert again.returncode == 0, again.stderr[-3_000:]
    second = json.loads(again.stdout)
    assert second["sent"] == []
    assert [one["new"] for one in second["mails"]] == [0, 0, 0]
    assert {one["to"]: sorted(one["subjects"]) for one in second["mails"]} == MAILS


@pytest.mark.skipif(
    os.environ.get("ENGINES") == "containers", reason="the embedded engines are what it starts"
)
def test_everything_is_started_from_nothing_and_stopped_again(tmp_path: Path) -> None:
    """With no engine given, ``run`` starts its own, and leaves none behind."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ONEVOICE_")}
    env |= {"ONEVOICE_VAR": str(tmp_path), "ONEVOICE_PORT": str(ports.pick())}
    done = onevoice(env, "run", "--once")
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "Portugal" in done.stdout
    for said in ("UNHCR to Secretariat is in post", "UNICEF to Secretariat is impending"):
        assert f"The secondment from {said}, announced on 2020-03-04" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("44 of 44 effects seen")
    for engine in ("kafka", "mongo"):
        assert ports.is_free(int((tmp_path / engine / "port").read_text()))


def test_mail_is_kept_on_this_machine_unless_a_server_is_named(env: dict[str, str], tmp_path: Path) -> None:
    """``run`` takes every mail itself and shows it; given a mail server, it has no mailbox."""
    var = Path(env["ONEVOICE_VAR"])
    process = OneVoice(["run"], env, tmp_path / "log")
    process.start()
    try:
        process.wait_ready()
        with smtplib.SMTP("127.0.0.1", int((var / "mail" / "port").read_text()), timeout=60) as client:
            client.sendmail("a@example.org", ["b@example.org"], "Subject: kept\r\n\r\nA mail.\r\n")
        kept = httpx.get(f"{process.url}/mailbox/api/messages?to=b@example.org", trust_env=False).json()
        assert [mail["subject"] for mail in kept["messages"]] == ["kept"]
        assert process.status("/mailbox") == httpx.codes.OK
        process.stop()
        process.start(ONEVOICE_SMTP=f"smtp://127.0.0.1:{ports.pick()}")
        process.wait_ready()
        assert process.status("/mailbox") == httpx.codes.NOT_FOUND
    finally:
        process.stop()


def test_a_port_in_use_is_one_sentence_with_the_remedy(env: dict[str, str]) -> None:
    """No traceback for what a person can mend."""
    import socket  # noqa: PLC0415 - this test alone

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = onevoice({**env, "ONEVOICE_PORT": str(port)}, "run", "--once")
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "ONEVOICE_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_record_names_every_line_and_sends_nothing(env: dict[str, str], tmp_path: Path) -> None:
    """The whole file is validated before the first command."""
    bad = tmp_path / "bad.yaml"
    text = EXAMPLE.read_text().replace("country: SLV", "country: XSV").replace("total: 139", "total: many")
    bad.write_text(text)
    done = onevoice(env, "load", str(bad))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = text.splitlines()
    for wrong in ("XSV", "total: many"):
        number = next(n for n, line in enumerate(lines, 1) if wrong in line)
        assert f"{number}" in done.stderr
