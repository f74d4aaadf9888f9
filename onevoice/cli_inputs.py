"""Commands about inputs: checking a receipt."""

from pathlib import Path
from typing import Annotated

import typer

from onevoice import receipts
from onevoice.shell import run_to_end


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
