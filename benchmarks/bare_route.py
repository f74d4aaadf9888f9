"""The limits of commands and inputs: Starlette routes that read the JSON and make the same inserts, nothing else."""

import hashlib
import os
import uuid
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.eventstore.mongo import MongoEventStore
from shared.mongo import connect
from shared.vault import Vault

_DATABASE = connect(os.environ["BENCH_MONGO"]).database(os.environ["BENCH_DATABASE"])
_KEYS = connect(os.environ["BENCH_MONGO"]).database(f"{os.environ['BENCH_DATABASE']}_keys")
_EVENT = 760
"""Bytes of an event of the product's inputs."""
_TYPE = "onevoice.consultations.briefing-scheduled.v1"


async def _ready(_request: Request) -> JSONResponse:
    await MongoEventStore(_DATABASE).prepare()  # the same indexes
    await Vault(_DATABASE, _KEYS, b"").prepare()
    return JSONResponse({})


async def _schedule(request: Request) -> JSONResponse:
    await request.json()
    stream, data = f"briefing-{request.path_params['key']}", await request.body()
    event = {
        "id": uuid.uuid4().hex,
        "type": _TYPE,
        "version": 1,
        "data": data,
        "digest": hashlib.sha256(data).digest(),
    }
    await _DATABASE["events"].insert_one(_append(stream, event))
    return JSONResponse({"stream": stream, "version": 1}, 201)


def _append(stream: str, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "_id": f"{stream}:1", "stream": stream, "seq": 1, "first": 1, "last": 1, "events": [event],
        "command_id": hashlib.sha256(stream.encode()).hexdigest(), "fingerprint": "0" * 64,
        "actor": "secretariat:network-secretariat", "at": datetime.now(UTC), "published": False,
        "context": {"correlation_id": uuid.uuid4().hex, "causation_id": None, "hops": 0, "traceparent": None,
                    "silent": False},
    }  # fmt: skip


async def _input(request: Request) -> JSONResponse:
    """A key, a text as long as it came, and an append of about the same size as the product's."""
    await request.json()
    text, person = await request.body(), uuid.uuid4().hex
    await _KEYS["keys"].insert_one({"_id": person, "key": os.urandom(32), "at": datetime.now(UTC)})
    place = f"{person}/content"
    await _DATABASE["vault"].insert_one({"_id": place, "person": person, "field": "content", "data": text})
    event = {
        "id": uuid.uuid4().hex, "type": "onevoice.consultations.input-received.v2", "version": 1,
        "data": b"x" * _EVENT, "digest": hashlib.sha256(text).digest(),
    }  # fmt: skip
    await _DATABASE["events"].insert_one(_append(f"input-{person}", event))
    return JSONResponse({"stream": f"input-{person}", "version": 1}, 201)


app = Starlette(
    routes=[
        Route("/health/ready", _ready),
        Route("/briefings/{key}/schedule", _schedule, methods=["POST"]),
        Route("/inputs", _input, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), log_level="error", access_log=False
    )
