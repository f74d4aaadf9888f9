"""Sets up a clone: the environments from their lock files, Kafka's jars, the embedded MongoDB.

    python3 -m deploy.local.bootstrap run|test

The Makefile calls it with the system's Python before anything is installed: it uses the standard
library alone, and its syntax is that of Python 3.6, so that an old Python can say that it is too old.
Each part carries a stamp, the hash of what decides it; a part whose stamp fits is left alone, one without
a fitting stamp (a new lock file, a set-up that was interrupted) is made anew. Standard output stays empty.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
    sys.exit(
        "One Voice needs Python 3.11 or newer and this is %d.%d: install one and name it, for example"  # noqa: UP031 - as above
        " `make run PYTHON=python3.12`." % sys.version_info[:2]
    )

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from deploy.local import machine
from deploy.local.machine import Unfit

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "deploy" / "local"
ENGINES = ROOT / ".engines"
LOGS = ROOT / "var" / "log"
JARS = HERE / "kafka" / "jars.lock"
"""Kafka's jars and what they hash to (SHA-256), as ``sha256sum`` writes it; ``make lock`` takes it from its pom."""

started = time.monotonic()
running: list[subprocess.Popen[bytes]] = []
stopped = threading.Event()
guard = threading.Lock()
"""Around the two above: after ``stop_all`` nothing is started any more."""


@dataclass(frozen=True)
class Part:
    """One folder to make, from the files that decide its content (a lock file or a pom)."""

    key: str
    title: str
    folder: Path
    source: Path
    contains: tuple[Path, ...] = ()  # sources that this one is a superset of

    def marks(self) -> list[str]:
        """What the stamp holds: a line for the source and for each that it contains."""
        return [self._mark(file) for file in (self.source, *self.contains)]

    def is_current(self) -> bool:
        """Whether the folder holds what its source says."""
        return self.marks()[0] in self._stamped() and self._python_is_there()

    def can_grow(self) -> bool:
        """Whether the folder holds exactly what a contained source says, so that the rest can be added."""
        return self._stamped() == self.marks()[1:] != [] and self._python_is_there()

    @property
    def stamp(self) -> Path:
        """The file that says from what the folder was made; it is written last."""
        return self.folder / ".stamp"

    def _stamped(self) -> list[str]:
        return self.stamp.read_text().split() if self.stamp.exists() else []

    def _mark(self, file: Path) -> str:
        told = f"{self.folder}\0{sys.version}\0".encode()  # a clone that moved, another Python: made anew
        return hashlib.sha256(told + file.read_bytes()).hexdigest()

    def _python_is_there(self) -> bool:
        return self.key == "kafka" or (self.folder / "bin" / "python").exists()


def parts_of(mode: str) -> list[Part]:
    """What ``run`` or ``test`` needs; an engine that runs elsewhere needs nothing here."""
    run, dev = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
    if mode == "test":
        parts = [Part("python", "Python packages", ROOT / ".venv", dev, (run,))]
    else:
        parts = [Part("python", "Python packages", ROOT / ".venv", run)]
    in_containers = mode == "test" and os.environ.get("ENGINES") == "containers"
    if not os.environ.get("ONEVOICE_MONGO") and not in_containers:
        parts.append(Part("mongo", "SecantusDB", ENGINES / "mongo", HERE / "mongo.lock"))
    if not os.environ.get("ONEVOICE_KAFKA") and not in_containers:
        parts.append(Part("kafka", "Apache Kafka", ENGINES / "kafka", JARS))
    return parts


def say(text: str) -> None:
    """Prints a line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - started:5.1f} s] {text}", file=sys.stderr, flush=True)


def call(part: Part, *command: object) -> None:
    """Runs a step's command with its output in the part's log; raises ``Unfit`` with the log's end."""
    log = LOGS / f"setup-{part.key}.log"
    with log.open("ab") as output, guard:
        if stopped.is_set():
            raise Unfit("stopped")
        child = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            close_fds=False,  # it inherits the lock: if we are killed, the next set-up waits for it
        )
        running.append(child)
    code = child.wait()
    if code:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Unfit(
            f"Setting up {part.title} failed; check the network or the package mirror and start again."
            f" The last lines of {log}:\n{last}"
        )


def check_jars(libs: Path) -> None:
    """Raises ``Unfit`` where what was fetched is not what was locked."""
    fetched = {f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}" for jar in libs.glob("*")}
    locked = set(JARS.read_text().splitlines())
    if strange := sorted(line.split()[1] for line in fetched ^ locked):
        raise Unfit(
            f"Of Apache Kafka, {', '.join(dict.fromkeys(strange))}: not what {JARS} says. The mirror gave something"
            " else: empty ~/.m2/repository of it and start again, or ask who keeps the mirror."
        )


def make(part: Part) -> None:
    """Makes a part and stamps it."""
    (LOGS / f"setup-{part.key}.log").unlink(missing_ok=True)
    grows = part.can_grow()
    part.stamp.unlink(missing_ok=True)
    if not grows:
        shutil.rmtree(part.folder, ignore_errors=True)
    if part.key == "kafka":
        libs = part.folder / "libs"
        goal = ("dependency:copy-dependencies", f"-DoutputDirectory={libs}", "-DincludeScope=runtime")
        pom = part.source.with_name("pom.xml")
        call(part, "mvn", "-q", "-B", "--strict-checksums", "-Dstyle.color=never", "-f", pom, *goal)
        check_jars(libs)
    else:
        if not grows:
            call(part, sys.executable, "-m", "venv", part.folder)
        pip = (part.folder / "bin" / "python", "-I", "-m", "pip", "--disable-pip-version-check", "--no-input")
        call(part, *pip, "install", "-q", "--no-deps", "--no-compile", "--require-hashes", "-r", part.source)
    part.stamp.write_text("\n".join(part.marks()) + "\n")
    say(f"{part.title}: ready")


def make_all(todo: list[Part]) -> None:
    """Makes the parts at the same time, saying every ten seconds what is still under way."""
    LOGS.parent.mkdir(exist_ok=True, mode=0o700)  # people's data will be beside the logs
    LOGS.mkdir(exist_ok=True)
    say("Setting up, this once: " + ", ".join(part.title for part in todo))
    with ThreadPoolExecutor() as pool:
        work: dict[Future[None], Part] = {pool.submit(make, part): part for part in todo}
        try:
            while work:
                done, _ = wait(work, timeout=10, return_when=FIRST_COMPLETED)
                for future in done:
                    work.pop(future)
                    future.result()
                if not done:
                    say("still at work: " + ", ".join(part.title for part in work.values()))
        except BaseException:
            stop_all()
            raise


def stop_all() -> None:
    """Ends the commands under way, with what they started."""
    with guard:
        stopped.set()
        for child in running:
            if child.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGTERM)


def keys(parts: list[Part]) -> set[str]:
    """The parts' short names."""
    return {part.key for part in parts}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Waits until no other set-up works in this clone. The lock ends with us and the commands we run."""
    ENGINES.mkdir(exist_ok=True)
    with (ENGINES / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work in this clone: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 - the call's only form
        yield


def main(words: list[str]) -> None:
    """Brings the clone to what the command line names."""
    if words not in (["run"], ["test"]):
        raise Unfit("Say what to set up: bootstrap.py run, or bootstrap.py test.")
    with alone():
        parts = parts_of(words[0])
        todo = [part for part in parts if not part.is_current()]
        machine.check(
            ROOT,
            java="kafka" in keys(parts),
            maven="kafka" in keys(todo),
            venv=bool(keys(todo) - {"kafka"}),
            disk=bool(todo),
        )
        if todo:
            make_all(todo)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Unfit as unfit:
        sys.exit(str(unfit))
    except OSError as error:
        sys.exit(f"One Voice could not be set up in {ROOT} ({error}): see that it is writable and has space.")
    except KeyboardInterrupt:
        sys.exit("Set-up stopped; the next start goes on from here.")
