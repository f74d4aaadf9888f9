"""``onevoice upload``: as a network's officer uses it."""

import asyncio
import csv
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy.local.issuer import LocalIssuer
from onevoice.api import Api
from onevoice.inputs.uploading import NOT_YET, upload
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.settings import Settings
from tests.integration.test_http import api, installed, running
from tests.support.eventually import eventually
from tests.support.inputs_api import API, heard
from tests.support.processes import OneVoice, environment, onevoice
from tests.support.serving import served
from tests.support.workbooks import workbook

__all__ = ["api", "installed", "running"]
TABLE = """group,language,consent,answer progress
migrants,en,unnamed,first
migrants,en,maybe,second
migrants,en,unnamed,third
"""


async def test_a_file_is_sent_told_of_row_by_row_sent_again_and_undone(
    api: httpx.AsyncClient, running: OneVoice, installed: Settings, tmp_path: Path
) -> None:
    """A bad row names line, column and remedy; the same file again changes nothing; --undo withdraws it all."""
    call, file = await heard(api), tmp_path / "inputs.csv"
    file.write_text(TABLE)
    folder = running.log.parent
    env = environment(folder, installed.kafka, installed.mongo, ONEVOICE_PORT=str(running.port))
    env["ONEVOICE_TOKEN"] = LocalIssuer(Settings(var=folder)).token(Role.SECRETARIAT)

    async def run(*more: str) -> tuple[int, str]:
        done = await asyncio.to_thread(onevoice, env, "upload", call, str(file), *more)
        return done.returncode, done.stdout + done.stderr

    async def published() -> set[str]:
        found = (await api.get(f"{API}/inputs", params={"call": call})).json()["inputs"]
        return {one["answers"]["progress"] for one in found}

    code, said = await run()
    assert (code, "line 3: consent: " in said, "2 rows became inputs" in said) == (1, True, True), said
    again, repeated = await run()
    assert (again, repeated.splitlines()[-1]) == (1, said.splitlines()[-1])

    async def both() -> bool:
        return await published() == {"first", "third"}

    await eventually(both)
    assert (await api.get(f"{API}/calls/{call}/numbers")).json()["total"] == 2
    code, said = await run("--undo")
    assert (code, "being withdrawn" in said) == (0, True), said

    async def none() -> bool:
        return await published() == set()

    await eventually(none)
    file.write_text("group,language\n")
    code, said = await run()
    assert (code, "file: line 1: the column consent is missing" in said) == (1, True), said
    wrong, said = await asyncio.to_thread(lambda: _plain(env, tmp_path / "inputs.xls", call))
    assert (wrong, ".csv" in said) == (2, True), said


async def test_the_rows_that_failed_come_back_are_put_right_and_sent_again(
    api: httpx.AsyncClient, running: OneVoice, installed: Settings, tmp_path: Path
) -> None:
    """Of a workbook, made of the call's template; nobody else is given them, and nobody once it is undone."""
    call, folder = await heard(api), running.log.parent
    env = environment(folder, installed.kafka, installed.mongo, ONEVOICE_PORT=str(running.port))
    issuer = LocalIssuer(Settings(var=folder))
    env["ONEVOICE_TOKEN"] = issuer.token(Role.SECRETARIAT)
    sent, back = tmp_path / "inputs.XLSX", tmp_path / "back.csv"
    made = (await api.get(f"{API}/calls/{call}/template.csv", headers={"Authorization": ""})).text
    head, note = csv.reader(made.lstrip("\ufeff").splitlines())
    rows = [
        {"consent": "unnamed", "answer progress": "first"},
        {"consent": "maybe", "answer progress": "second"},
    ]
    every = {"group": "Migrants", "language": "EN"}
    table = [[{**every, **row}.get(name, "") for name in head] for row in rows]
    sent.write_bytes(workbook({"Inputs": [head, note, *table]}))

    async def run(*words: str) -> CompletedProcess[str]:
        return await asyncio.to_thread(onevoice, env, "upload", call, *words)

    done = await run(str(sent), "--failed", str(back))
    assert (done.returncode, "line 4: consent: " in done.stdout) == (1, True), done.stdout + done.stderr
    text = back.read_text()
    assert "first" not in text
    assert "line 4: consent: " in text
    id_ = done.stdout.split("upload ")[1].split(":")[0]
    failed = f"{API}/uploads/{id_}/failed"
    assert (await api.get(failed)).headers["Cache-Control"] == "private, no-store"
    for role, other in ((Role.NETWORK, "africa"), (Role.SECRETARIAT, "another")):
        headers = {"Authorization": f"Bearer {issuer.token(role, other)}"}
        assert (await api.get(failed, headers=headers)).status_code == httpx.codes.NOT_FOUND
    back.write_text(text.replace("maybe", "unnamed"))
    done = await run(str(back))
    assert (done.returncode, "1 rows became inputs" in done.stdout) == (0, True), done.stdout + done.stderr
    await run(str(sent), "--undo")

    async def gone() -> bool:
        return (await api.get(failed)).status_code == httpx.codes.NOT_FOUND

    await eventually(gone)


async def test_the_command_does_not_wait_for_ever(tmp_path: Path) -> None:
    """Where no row gets a result: it says that the file is kept, and what to do; undone meanwhile, it says that."""
    told = {"accepted": 2, "refused": 1, "status": "received"}

    async def answer(request: Request) -> JSONResponse:
        return JSONResponse({"stream": "upload-1", "version": 1} if request.method == "POST" else told)

    file = tmp_path / "inputs.csv"
    file.write_text(TABLE)
    everything = Route("/{path:path}", answer, methods=["GET", "POST"])
    async with served(Starlette(routes=[everything])) as url, Api(url) as client:
        with pytest.raises(Sorry, match="upload 1 is kept, and 3 of its rows have their result") as waited:
            await upload(client, "call", file, lambda _good, _bad: None, patience=0)
        assert waited.value.code == NOT_YET
        told["status"] = "undoing"
        with pytest.raises(Sorry, match="was undone"):
            await upload(client, "call", file, lambda _good, _bad: None)


def _plain(env: dict[str, str], file: Path, call: str) -> tuple[int, str]:
    done = onevoice(env, "upload", call, str(file))
    return done.returncode, done.stdout + done.stderr
