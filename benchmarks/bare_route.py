"""The limit of commands: one Starlette route that reads the JSON and makes the same insert, nothing else."""

import hashlib
import os
import uuid
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.eventstore.mongo import MongoEventStore
from shared.mongo import connect

_DATABASE = connect(os.environ["BENCH_MONGO"]).database(os.environ["BENCH_DATABASE"])
_TYPE = "onevoice.consultations.briefing-scheduled.v1"


async def _ready(_request: Request) -> JSONResponse:
    await MongoEventStore(_DATABASE).prepare()  # the same indexes
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
    await _DATABASE["events"].insert_one(
        {
            "_id": f"{stream}:1", "stream": stream, "seq": 1, "first": 1, "last": 1, "events": [event],
            "command_id": hashlib.sha256(stream.encode()).hexdigest(), "fingerprint": "0" * 64,
            "actor": "secretariat:network-secretariat", "at": datetime.now(UTC), "published": False,
            "context": {"correlation_id": uuid.uuid4().hex, "causation_id": None, "hops": 0, "traceparent": None,
                        "silent": False},
        }
    )  # fmt: skip
    return JSONResponse({"stream": stream, "version": 1}, 201)


app = Starlette(
    routes=[Route("/health/ready", _ready), Route("/briefings/{key}/schedule", _schedule, methods=["POST"])]
)

if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), log_level="error", access_log=False
    )
