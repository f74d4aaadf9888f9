"""Commands about inputs: sending a file of them, and checking a receipt."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from onevoice.api import Api
from onevoice.inputs import receipts
from onevoice.inputs.uploading import Uploaded
from onevoice.inputs.uploading import failed as failed_rows
from onevoice.inputs.uploading import undo as undone
from onevoice.inputs.uploading import upload as uploaded
from onevoice.shell import Token, Url
from shared.settings import Settings


async def verify_receipt(
    _settings: Settings,
    file: Annotated[Path, typer.Argument(help="The receipt, as it was handed out.")],
    of: Annotated[
        list[Path] | None, typer.Option(help="A file that the receipt should commit to; may be repeated.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="The published keys, kept earlier, instead of asking for them.")
    ] = None,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody for the keys.")] = False,
) -> bool:
    """Check a receipt: its signature, and whether files are those that were received. Exit code 1 where not."""
    found = await receipts.verify(file, keys, of or [], offline=offline)
    typer.echo("\n".join(found.said()))
    return found.good


async def upload(
    settings: Settings,
    call: Annotated[str, typer.Argument(help="The call's key.")],
    file: Annotated[
        Path, typer.Argument(help="A table (.xlsx, .csv) or JSON lines (.jsonl); docs/inputs.md has both.")
    ],
    url: Url = None,
    token: Token = None,
    *,
    undo: Annotated[
        bool, typer.Option("--undo", help="Withdraw every input that this file brought.")
    ] = False,
    failed: Annotated[
        Path | None, typer.Option(help="Where to write the rows that became no input, to be put right.")
    ] = None,
) -> bool:
    """Send a file of inputs; each row has its own result. Exit code 1 where a row became no input.

    Cut off, send the same file again: what was done is not done twice.
    """
    async with Api(url or settings.origin, token) as api:
        if undo:
            typer.echo(f"upload {await undone(api, call, file)}: its inputs are being withdrawn")
            return True
        found = await _with_progress(api, call, file)
        if failed and found.wrong:
            await asyncio.to_thread(failed.write_bytes, await failed_rows(api, found.id))
    for line in found.wrong:
        typer.echo(line)
    typer.echo(f"upload {found.id}: {found.accepted} rows became inputs, {len(found.wrong)} mistakes")
    return not found.wrong


async def _with_progress(api: Api, call: str, file: Path) -> Uploaded:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"sending {file.name}")

        def told(accepted: int, refused: int) -> None:
            progress.update(task, description=f"{accepted} rows taken, {refused} refused")

        return await uploaded(api, call, file, told)
