"""What this machine must have before anything is set up: one sentence with the remedy for each lack."""

import os
import re
import shutil
import subprocess
from pathlib import Path

NEEDED_BYTES = 1_500_000_000
OLDEST_JAVA = 17


class Unfit(Exception):
    """Something this machine lacks, or a step that failed: what, and what to do about it."""


def find_java() -> str:
    """The Java to run Kafka with: JAVA_HOME's, else the path's. Raises ``Unfit`` if missing or too old."""
    remedy = (
        f"install OpenJDK {OLDEST_JAVA} or newer, or set JAVA_HOME, or set ONEVOICE_KAFKA to a running Kafka"
    )
    home = os.environ.get("JAVA_HOME")
    command = f"{home}/bin/java" if home else shutil.which("java") or "java"
    try:
        told = subprocess.run(  # noqa: S603 - the machine's own Java
            [command, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        raise Unfit(f"One Voice needs Java {OLDEST_JAVA} or newer and finds none: {remedy}.") from None
    found = re.search(r'version "(\d+)(\.\d+)?', told.stderr + told.stdout)
    if not found or int(found[1]) < OLDEST_JAVA:
        version = found[0].split('"')[1] if found else "unknown"
        raise Unfit(f"One Voice needs Java {OLDEST_JAVA} or newer and {command} is {version}: {remedy}.")
    return command


def check(root: Path, *, java: bool, maven: bool, venv: bool, disk: bool) -> None:
    """Raises ``Unfit`` for the first of these that is missing."""
    if java:
        find_java()
    if maven and not shutil.which("mvn"):
        raise Unfit(
            "One Voice fetches Apache Kafka with Maven and finds no `mvn`: install Maven,"
            " or set ONEVOICE_KAFKA to a running Kafka."
        )
    if venv and not can_make_environments():
        raise Unfit(
            "Python's venv module is missing: install it (on Debian and Ubuntu with"
            " `apt install python3-venv`) and start again."
        )
    free = shutil.disk_usage(root).free
    if disk and free < NEEDED_BYTES:
        raise Unfit(
            f"One Voice needs 1.5 GB of free disk space to set itself up and {root} has {free / 1e9:.1f} GB:"
            " free some and start again."
        )


def can_make_environments() -> bool:
    """Whether Python came with venv and pip, which Debian ships apart from it."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - its import is the question
        import venv  # noqa: F401, PLC0415 - as above
    except ImportError:
        return False
    return True
