"""Following docs/OPERATIONS.md to the letter: its commands are run, its processes are stopped and started."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.mongo import Database
from tests.docs.markdown import ROOT, section, steps
from tests.support.fixtures import House
from tests.support.processes import OneVoice, environment, onevoice

OPERATIONS = ROOT / "docs" / "OPERATIONS.md"
_TOLD = re.compile(
    r"(?P<stop>\b[Ss]top every process)|(?P<start>\b[Ss]tart (?:everything|the service))|`onevoice (?P<inline>[^`]+)`"
    r"|^ *onevoice (?P<line>[^\n#]+)",
    re.MULTILINE,
)


@dataclass
class Installation:
    """A process that serves everything from engines of its own, and a shell beside it."""

    house: House
    env: dict[str, str]
    serving: OneVoice | None = None
    said: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, house: House, **more: str) -> "Installation":
        """On these engines; not started yet."""
        return cls(house, environment(house.settings.var, house.kafka.url, house.mongo.url, **more))

    def start(self, *words: str) -> None:
        """Start a process and wait until it is ready."""
        self.launch(*words).wait_ready()

    def launch(self, *words: str) -> OneVoice:
        """Start a process."""
        assert self.serving is None
        self.serving = OneVoice(["serve", *words], self.env, self.house.settings.var.parent / "log")
        self.env["ONEVOICE_PORT"] = str(self.serving.port)
        self.serving.start()
        return self.serving

    def stop(self) -> None:
        """Stop what runs."""
        if self.serving:
            assert self.serving.stop() == 0
            self.serving = None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command; a busy machine is slow, so ``verify`` waits longer for what is behind."""
        patience = ("--patience", "120") if words == ("verify",) else ()
        done = onevoice(self.env, *words, *patience)
        self.said.append(done.stdout + done.stderr)
        return done

    def follow(self, heading: str, **values: str) -> None:
        """Take every step under the heading, as it is written; ``values`` stand for what it leaves open."""
        taken = 0
        for step in steps(section(OPERATIONS, heading)):
            for told in _TOLD.finditer(step):
                taken += 1
                if told["stop"]:
                    self.stop()
                elif told["start"]:
                    self.stop()
                    self.start()
                else:
                    self._take((told["inline"] or told["line"]).split(), values)
        assert taken, f"nothing is to be done under {heading}"

    def _take(self, words: list[str], values: Mapping[str, str]) -> None:
        words = [values.get(word, word) for word in words]
        if words[0] == "serve":
            self.stop()
            self.start(*words[1:])
            return
        done = self.run(*words)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"


def commands(heading: str) -> Iterator[list[str]]:
    """Every command that is named under a heading, in whatever words."""
    for told in _TOLD.finditer(section(OPERATIONS, heading)):
        if words := told["inline"] or told["line"]:
            yield words.split()


Backup = dict[str, list[dict[str, Any]]]


async def backup(database: Database) -> Backup:
    """Every document of a database."""
    names = await database.list_collection_names()
    return {name: [one async for one in database[name].find({})] for name in names}


async def restore(database: Database, kept: Backup) -> None:
    """What the back-up holds, and nothing else."""
    for name in await database.list_collection_names():
        await database[name].delete_many({})
        if kept.get(name):
            await database[name].insert_many(kept[name])
