"""Looking for a word wherever an installation keeps anything: databases, topics, logs and metrics.

It answers with places alone, never with what stands there. The local mailbox (``var/mail``) is the recipients'
own mail server in miniature, no part of the installation, and is not looked at.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onevoice.api import Api, ApiRefused, NobodyListens
from onevoice.people.word import Word
from onevoice.services import SERVICES
from shared.kafka.away import KafkaAway
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Record
from shared.kafka.topics import Topics, topic_of_service
from shared.mongo import Database, Server, Unavailable, connect
from shared.settings import Profile, Settings

_ENGINES = ("kafka", "mongo")
"""Folders of the local profile's engines: their data is looked at through them, their logs as files."""


@dataclass
class Looked:
    """How much was looked at, where the word was found, and what could not be looked at and why."""

    databases: int = 0
    documents: int = 0
    topics: int = 0
    records: int = 0
    logs: int = 0
    lines: int = 0
    processes: int = 0
    numbers: int = 0
    found: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything was looked at and the word is nowhere."""
        return not self.found and not self.unseen

    def said(self) -> Iterator[str]:
        """For people."""
        yield from (f"found: {place}" for place in self.found)
        yield from (f"not looked at: {what}" for what in self.unseen)
        yield from self.absent
        yield (
            f"looked at {self.documents} documents in {self.databases} databases, "
            f"{self.records} records on {self.topics} topics, {self.lines} lines of {self.logs} logs, "
            f"{self.numbers} lines of metrics of {self.processes} processes"
        )
        yield "the word is nowhere" if not self.found else f"the word is in {len(self.found)} places"


class Search:
    """Looks for one word in an installation; ``looked`` is what came of it so far."""

    def __init__(self, word: str, settings: Settings) -> None:
        self._word = Word(word)
        self._settings = settings
        self._keys = settings.keys or settings.mongo
        self.looked = Looked()

    async def everywhere(self, logs: Iterable[Path] = (), urls: Sequence[str] = ()) -> Looked:
        """Look everywhere: also in these logs, and at the metrics of the processes at these addresses."""
        for url in dict.fromkeys([self._settings.mongo, self._keys]):
            await self._server(url)
        await self._topics()
        for log in dict.fromkeys([*self._logs(), *logs]):
            await asyncio.to_thread(self._log, log)
        if not self.looked.logs:
            self.looked.absent.append("no log is kept where this command knows of it: name each with --log")
        port = self._settings.metrics_port
        if port is None:
            self.looked.absent.append("ONEVOICE_METRICS_PORT is not given; name processes with --url")
        own = [f"http://{self._settings.host}:{port}"] if port else []
        for url in dict.fromkeys([*own, *urls]):
            await self._metrics(url, named=url in urls)
        return self.looked

    async def _server(self, url: str) -> None:
        """Every database of the installation on this server, with keys or without."""
        server = connect(url)
        setting = "ONEVOICE_MONGO" if url == self._settings.mongo else "ONEVOICE_KEYS"
        homes = ((self._settings.database, self._settings.mongo), (self._settings.key_database, self._keys))
        try:
            for name, home in ((named(service), home) for service in SERVICES for named, home in homes):
                if not await self._database(server, name) and url == home:
                    self.looked.unseen.append(f"database {name}, which is not there: check {setting}")
        except Unavailable as error:
            self.looked.unseen.append(f"databases at {setting}, which does not answer ({str(error)[:200]})")
        finally:
            server.close()

    async def _database(self, server: Server, name: str) -> bool:
        """Whether there is one."""
        database: Database = server.database(name)
        collections = await database.list_collection_names()
        self.looked.databases += bool(collections)
        for collection in sorted(collections):
            number = 0
            async for document in database[collection].find():
                number += 1
                if self._word.within(document):
                    shown = str(document["_id"])
                    place = f"document {number}, whose _id holds it" if self._word.within(shown) else shown
                    self.looked.found.append(f"{name}/{collection}/{place}")
            self.looked.documents += number
        return bool(collections)

    async def _topics(self) -> None:
        """Each service's topic."""
        topics = Topics(self._settings.cluster, self._settings.durability)
        try:
            missing = await asyncio.to_thread(topics.missing)
        except KafkaAway as error:
            self.looked.unseen.append(f"topics at ONEVOICE_KAFKA, which does not answer ({str(error)[:200]})")
            return
        self.looked.unseen += [f"topic {name}, which is not there: check ONEVOICE_KAFKA" for name in missing]
        for name in map(topic_of_service, SERVICES):
            if name not in missing:
                await self._topic(name)

    async def _topic(self, topic: str) -> None:
        try:
            ends = await ends_of(self._settings.cluster, [topic])
            async for batch in read_until(self._settings.cluster, ends):
                for record in batch:
                    self.take(record)
        except KafkaAway as error:
            self.looked.unseen.append(f"topic {topic} at ONEVOICE_KAFKA, which cannot be read ({error})")
        else:
            self.looked.topics += 1

    def take(self, record: Record) -> None:
        """Look at one record."""
        self.looked.records += 1
        if self._word.within([record.key, record.value, list(record.headers)]):
            self.looked.found.append(f"{record.topic}[{record.partition}]@{record.offset}")

    def _logs(self) -> Iterator[Path]:
        """The logs that the local profile keeps: of the engines, of the set-up, and what was put beside them."""
        if self._settings.profile is not Profile.LOCAL:
            return
        top = self._settings.var
        aside = {top / "mail", *(top / engine / "data" for engine in _ENGINES)}
        for folder, folders, files in os.walk(top):
            here = Path(folder)
            folders[:] = sorted(name for name in folders if here / name not in aside)
            yield from (here / name for name in sorted(files) if _is_log(name))

    def _log(self, file: Path) -> None:
        try:
            with file.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    self.looked.lines += 1
                    if self._word.within(line):
                        self.looked.found.append(f"{file}:{number}")
        except OSError as error:
            self.looked.unseen.append(f"log {file}, which cannot be read ({error.strerror})")
        else:
            self.looked.logs += 1

    async def _metrics(self, url: str, *, named: bool) -> None:
        try:
            async with Api(url, patience=0) as api:
                answer = await api.get("/metrics")
        except NobodyListens:
            if named:
                self.looked.unseen.append(f"metrics at {url}, where nobody listens")
            else:
                self.looked.absent.append(
                    f"no process runs at {url}, so it has no metrics; name others with --url"
                )
            return
        except ApiRefused as error:
            self.looked.unseen.append(f"metrics at {url} ({error})")
            return
        if answer is None:
            self.looked.unseen.append(f"metrics at {url}, which has none")
            return
        self.looked.processes += 1
        for line in answer.text.splitlines():
            self.looked.numbers += 1
            if self._word.within(line):
                name = (
                    line.removeprefix("# HELP ").removeprefix("# TYPE ").partition(" ")[0].partition("{")[0]
                )
                self.looked.found.append(f"metric {name} at {url}")


def _is_log(name: str) -> bool:
    return name == "log" or name.startswith("log.") or name.endswith(".log")
