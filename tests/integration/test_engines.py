import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from deploy.local.engines import EngineError, Mongo, leftovers, ports
from deploy.local.engines.mongo import PYTHON
from tests.support.engines import IN_CONTAINERS, Server

embedded = pytest.mark.skipif(IN_CONTAINERS, reason="about the embedded engines")


def until(ready: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.05)
    return ready()


def produce(url: str, value: bytes) -> None:
    producer = Producer({"bootstrap.servers": url, "acks": "all"})
    producer.produce("told", value)
    assert producer.flush(20) == 0


def consume(url: str, count: int) -> list[bytes]:
    consumer = Consumer({"bootstrap.servers": url, "group.id": "g", "auto.offset.reset": "earliest"})
    consumer.subscribe(["told"])
    messages = consumer.consume(count, timeout=30)
    consumer.close()
    return [cast("bytes", message.value()) for message in messages]


def test_a_killed_kafka_comes_back_with_what_it_acknowledged(own_kafka: Server) -> None:
    """Kafka survives kill -9 and an orderly stop, at the same address."""
    url = own_kafka.url
    admin = AdminClient({"bootstrap.servers": url})
    admin.create_topics([NewTopic("told", 1)])["told"].result(20)
    produce(url, b"before the kill")
    own_kafka.kill()
    own_kafka.start()
    produce(url, b"before the stop")
    own_kafka.stop()
    own_kafka.start()
    assert own_kafka.url == url
    assert consume(url, 2) == [b"before the kill", b"before the stop"]


def mongo_says(url: str, expression: str) -> str:
    """Evaluates an expression over ``things`` with the driver of the engine's own environment."""
    script = (
        "import sys, pymongo; client = pymongo.MongoClient(sys.argv[1], w='majority', journal=True);"
        f"things = client.test.things; print({expression})"
    )
    return subprocess.run(
        [PYTHON, "-c", script, url], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.skipif(not PYTHON.exists(), reason="the driver is in the embedded MongoDB's environment")
def test_a_killed_mongo_comes_back_with_what_it_acknowledged(own_mongo: Server) -> None:
    """MongoDB survives kill -9 and an orderly stop, at the same address, as a replica set."""
    url = own_mongo.url
    mongo_says(url, "things.insert_one({'n': 1})")
    own_mongo.kill()
    own_mongo.start()
    mongo_says(url, "things.insert_one({'n': 2})")
    own_mongo.stop()
    own_mongo.start()
    assert own_mongo.url == url
    assert mongo_says(url, "sorted(thing['n'] for thing in things.find())") == "[1, 2]"
    assert mongo_says(url, "client.admin.command('hello').get('setName', '')")


@embedded
def test_an_engine_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    """No engine outlives the process that started it."""
    if sys.platform != "linux":
        pytest.skip("only Linux tethers a process to its parent")
    script = (
        "import pathlib, sys, time; from deploy.local.engines import Mongo;"
        "engine = Mongo(pathlib.Path(sys.argv[1])); engine.start();"
        "print(engine.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert leftovers.look(pid)
        parent.kill()
    assert until(lambda: leftovers.look(pid) is None)


@embedded
def test_a_leftover_of_a_crashed_run_is_ended(tmp_path: Path) -> None:
    """A start ends the process that an earlier run left on the folder."""
    script = "import time; print('here', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, text=True
    ) as leftover:
        assert leftover.stdout
        assert leftover.stdout.readline()  # the system shows a process's words only once it runs them
        leftovers.note(tmp_path, leftover.pid)
        engine = Mongo(tmp_path)
        engine.start()
        engine.kill()
        assert leftover.wait(5) == -signal.SIGTERM


@embedded
def test_a_stranger_with_a_noted_pid_is_left_alone(tmp_path: Path) -> None:
    """A process that is not provably a leftover of this folder is not touched."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        leftovers.note(tmp_path, stranger.pid)
        leftovers.end(tmp_path)
        leftovers.note(tmp_path, os.getpid())
        leftovers.end(tmp_path)
        assert stranger.poll() is None
        stranger.kill()


@embedded
def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Two runs never work on one folder, and the second does no harm to the first."""
    first = Mongo(tmp_path)
    first.start()
    with pytest.raises(EngineError, match="in use by another run"):
        Mongo(tmp_path).start()
    assert first.pid
    first.kill()


@embedded
def test_a_port_in_use_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """A port that was asked for and is taken is told with what to do."""
    with socket.create_server((ports.LOOPBACK, ports.pick())) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=f"port {port} is used by another program; free it"):
            Mongo(tmp_path, port).start()


@embedded
def test_a_port_is_kept_from_run_to_run_while_it_is_free(tmp_path: Path) -> None:
    """Without a port of its own a folder keeps the last one, and takes another only if that one is taken."""
    file = tmp_path / "port"
    port = ports.remembered(file)
    assert ports.remembered(file) == port
    with socket.create_server((ports.LOOPBACK, port)):
        assert ports.remembered(file) not in {port, 0}


@embedded
def test_an_engine_that_cannot_start_says_what_its_log_says(tmp_path: Path) -> None:
    """A failed start shows the last lines of the log and leaves nothing behind."""
    (tmp_path / "data").write_text("not a folder")
    engine = Mongo(tmp_path)
    with pytest.raises(EngineError, match=r"(?s)ended while starting; .*log ends with:\n.*data"):
        engine.start()
    assert engine.pid is None


@embedded
def test_a_full_disk_is_told_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without disk space nothing is started."""
    monkeypatch.setattr("deploy.local.engines.process.NEEDED_BYTES", 10**18)
    with pytest.raises(EngineError, match="free some and start again"):
        Mongo(tmp_path).start()
