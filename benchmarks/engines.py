"""The engines that carry a run: a fresh Kafka, a fresh MongoDB-protocol server, and their versions."""

import contextlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from deploy.local.engines import Kafka, Mongo, ports

RUST = "secantusd-rs"
"""The faster build of the embedded MongoDB, used where it is installed."""


class RustMongo(Mongo):
    """The Rust build of SecantusDB. What it acknowledges survives kill -9; it does not wait for the disk."""

    name: ClassVar[str] = "SecantusDB, Rust build"

    def __init__(self, folder: Path, program: str) -> None:
        super().__init__(folder)
        self._program = program

    def _command(self) -> list[str]:
        settings = self.folder / "secantusd.toml"  # without one it would read a stranger's
        settings.write_text('[storage]\ncache_size = "1G"\n')
        return [
            self._program, "--config", str(settings), "--host", ports.LOOPBACK, "--port", str(self.port),
            "--storage-path", str(self.folder / "data"),
        ]  # fmt: skip


def rust_build() -> str | None:
    """The path of the Rust build, None where it is not installed."""
    cargo = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "bin" / RUST
    return shutil.which(RUST) or (str(cargo) if cargo.exists() else None)


def mongo(folder: Path) -> Mongo:
    """The fastest server there is here, not started yet."""
    program = rust_build()
    return RustMongo(folder, program) if program else Mongo(folder)


@contextlib.contextmanager
def engines(folder: Path) -> Iterator[tuple[Kafka, Mongo]]:
    """Both, fresh and started; what they wrote goes with the folder."""
    kafka, store = Kafka(folder / "kafka"), mongo(folder / "mongo")
    try:
        kafka.start()
        store.start()
        yield kafka, store
    finally:
        kafka.kill()
        store.kill()


def names() -> dict[str, str]:
    """What the figures were measured with, by the name of each part."""
    program = rust_build()
    jars = sorted((Path(__file__).parent.parent / ".engines/kafka/libs").glob("kafka_2.13-*.jar"))
    kafka = jars[0].stem.removeprefix("kafka_2.13-") if jars else "unknown"
    python_build = "SecantusDB, Python build: it takes most of the time; install the Rust build"
    return {
        "machine": f"{os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "Kafka": f"Apache Kafka {kafka}, one node",
        "MongoDB": f"SecantusDB {_version(program)}, Rust build, without --sync-on-commit"
        if program
        else python_build,
        "clients": ", ".join(
            f"{name} {version(name)}" for name in ("motor", "pymongo", "aiokafka", "faststream")
        ),
        "web": ", ".join(
            f"{name} {version(name)}" for name in ("uvicorn", "starlette", "fastapi", "pydantic")
        ),
    }


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _version(program: str) -> str:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - it is ours
    return told.stdout.split()[1] if told.stdout.split() else "unknown"
