import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

LOCAL = Path(__file__).resolve().parents[2] / "deploy" / "local"
JAVA_17 = "echo 'openjdk version \"17.0.1\" 2021-10-19' >&2"
BLOCKED_VENV = "import sys; sys.modules['ensurepip'] = None"
FULL_DISK = "import shutil, types; shutil.disk_usage = lambda path: types.SimpleNamespace(free=10**8)"
OLD_PYTHON = "import sys; sys.version_info = (3, 9, 1)"
ELSEWHERE = {"ONEVOICE_KAFKA": "kafka.example:9092", "ONEVOICE_MONGO": "mongodb://mongo.example"}


class Clone:
    """A clone with nothing to install and a path that holds only the programs it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs = folder, folder / "programs"
        shutil.copytree(LOCAL, folder / "deploy" / "local", ignore=shutil.ignore_patterns("__pycache__"))
        self.programs.mkdir()
        for lock in ("requirements.lock", "requirements-dev.lock", "deploy/local/mongo.lock"):
            (folder / lock).write_text("")

    def program(self, name: str, script: str) -> None:
        """Puts a program on the path."""
        (self.programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.programs / name).chmod(0o755)

    def begin(
        self, mode: str, start: str = "", env: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Starts the set-up; ``start`` is Python that runs before it."""
        (self.folder / "sitecustomize.py").write_text(start)
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.local.bootstrap", mode],
            cwd=self.folder,
            env={
                "PATH": str(self.programs),
                "PYTHONPATH": str(self.folder),
                "HOME": os.environ["HOME"],
                **(env or {}),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, mode: str = "run", **how: Any) -> tuple[int, str]:
        """Runs the set-up: its exit code and what it said."""
        process = self.begin(mode, **how)
        out, err = process.communicate(timeout=60)
        assert out == "", "standard output belongs to the command that follows"
        return process.returncode, err


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def refused(answer: tuple[int, str]) -> str:
    """The one sentence of a refusal."""
    code, err = answer
    assert code == 1
    assert len(err.splitlines()) == 1, err
    return err


def test_an_old_python_is_told_which_one_is_needed(clone: Clone) -> None:
    assert "needs Python 3.11 or newer and this is 3.9: install" in refused(clone.set_up(start=OLD_PYTHON))


def test_a_missing_java_is_told_with_the_remedy(clone: Clone) -> None:
    assert "needs Java 17 or newer and finds none: install" in refused(clone.set_up())


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.21"])
def test_an_old_java_is_told_with_the_remedy(clone: Clone, version: str) -> None:
    clone.program("java", f"echo 'openjdk version \"{version}\"' >&2")
    told = refused(clone.set_up())
    assert f"java is {version[:4].rstrip('.')}" in told
    assert "or set ONEVOICE_KAFKA" in told


def test_a_missing_maven_is_told_with_the_remedy(clone: Clone) -> None:
    clone.program("java", JAVA_17)
    assert "finds no `mvn`: install Maven" in refused(clone.set_up())


def test_a_missing_venv_module_is_told_with_the_remedy(clone: Clone) -> None:
    assert "apt install python3-venv" in refused(clone.set_up(start=BLOCKED_VENV, env=ELSEWHERE))


def test_a_full_disk_is_told_before_anything_is_made(clone: Clone) -> None:
    assert "needs 1.5 GB of free disk space" in refused(clone.set_up(start=FULL_DISK, env=ELSEWHERE))
    assert not (clone.folder / ".venv").exists()


def test_a_failed_download_shows_the_end_of_its_log(clone: Clone) -> None:
    clone.program("java", JAVA_17)
    clone.program("mvn", "echo 'no route to the mirror'; exit 1")
    code, err = clone.set_up()
    assert code == 1
    assert "Setting up Apache Kafka failed; check the network or the package mirror" in err
    assert str(clone.folder / "var" / "log" / "setup-kafka.log") in err
    assert (clone.folder / "var").stat().st_mode & 0o077 == 0
    assert err.rstrip().endswith("no route to the mirror")
    assert "Traceback" not in err


def test_jars_that_are_not_those_that_were_locked_are_named(clone: Clone) -> None:
    """Another content, one that is missing, one too many: none of them is run."""
    clone.program("java", JAVA_17)
    known = hashlib.sha256(b"a jar\n").hexdigest()
    lock = clone.folder / "deploy" / "local" / "kafka" / "jars.lock"
    lock.write_text(f"{known}  good.jar\n{known}  other.jar\n{known}  missing.jar\n")
    for jar, text in (("good", "a jar"), ("other", "another"), ("strange", "a jar")):
        (clone.folder / f"{jar}.jar").write_text(f"{text}\n")
    libs = clone.folder / ".engines" / "kafka" / "libs"
    clone.program("mvn", f"/bin/mkdir -p {libs}; /bin/cp {clone.folder}/*.jar {libs}")
    code, err = clone.set_up()
    assert code == 1
    assert "Of Apache Kafka, missing.jar, other.jar, strange.jar: not what" in err
    assert not (clone.folder / ".engines" / "kafka" / ".stamp").exists()


def test_an_interrupted_set_up_is_made_anew_and_a_finished_one_left_alone(clone: Clone) -> None:
    """Two set-ups at once make one environment; the stamp, written last, says that it is whole."""
    twins = [clone.begin("run", env=ELSEWHERE), clone.begin("run", env=ELSEWHERE)]
    told = [twin.communicate(timeout=60)[1] for twin in twins]
    assert [twin.returncode for twin in twins] == [0, 0]
    assert sum("Python packages: ready" in text for text in told) == 1
    assert sum("waiting for it" in text for text in told) == 1
    assert clone.set_up(env=ELSEWHERE) == (0, "")

    half = clone.folder / ".venv" / "half"
    half.touch()
    (clone.folder / ".venv" / ".stamp").unlink()
    assert clone.set_up(env=ELSEWHERE)[0] == 0
    assert not half.exists()
