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
from onevoice.shell import read_settings, run_to_end


def verify_receipt(
    file: Annotated[Path, typer.Argument(help="The receipt, as it was handed out.")],
    of: Annotated[
        list[Path] | None, typer.Option(help="A file that the receipt should commit to; may be repeated.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="The published keys, kept earlier, instead of asking for them.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody for the keys.")] = False,  # noqa: FBT002
) -> None:
    """Check a receipt: its signature, and whether files are those that were received. Exit code 1 where not."""
    found = run_to_end(receipts.verify(file, keys, of or [], offline=offline))
    for line in found.said():
        typer.echo(line)
    raise SystemExit(0 if found.good else 1)


def upload(  # noqa: PLR0917  one for each option
    call: Annotated[str, typer.Argument(help="The call's key.")],
    file: Annotated[
        Path, typer.Argument(help="A table (.xlsx, .csv) or JSON lines (.jsonl); docs/inputs.md has both.")
    ],
    url: Annotated[
        str | None, typer.Option(help="Where the services are, if not at ONEVOICE_PUBLIC_URL.")
    ] = None,
    token: Annotated[str | None, typer.Option(envvar="ONEVOICE_TOKEN", help="The network's token.")] = None,
    undo: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--undo", help="Withdraw every input that this file brought.")
    ] = False,
    failed: Annotated[
        Path | None, typer.Option(help="Where to write the rows that became no input, to be put right.")
    ] = None,
) -> None:
    """Send a file of inputs; each row has its own result. Exit code 1 where a row became no input.

    Cut off, send the same file again: what was done is not done twice.
    """
    settings = read_settings()
    api = Api(url or settings.origin, token)
    if undo:
        typer.echo(f"upload {run_to_end(undone(api, call, file))}: its inputs are being withdrawn")
        return
    found = run_to_end(_with_progress(api, call, file, failed))
    for line in found.wrong:
        typer.echo(line)
    typer.echo(f"upload {found.id}: {found.accepted} rows became inputs, {len(found.wrong)} mistakes")
    raise SystemExit(1 if found.wrong else 0)


async def _with_progress(api: Api, call: str, file: Path, failed: Path | None) -> Uploaded:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"sending {file.name}")

        def told(accepted: int, refused: int) -> None:
            progress.update(task, description=f"{accepted} rows taken, {refused} refused")

        async with api:
            found = await uploaded(api, call, file, told)
            if failed and found.wrong:
                await asyncio.to_thread(failed.write_bytes, await failed_rows(api, found.id))
            return found
