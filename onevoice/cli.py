"""The command line: what may be done from a shell, and in which room it is."""

import faulthandler
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer

from deploy.local.issuer import IssuerRefused, LocalIssuer
from deploy.local.mailbox import MailboxRefused
from onevoice.documents import docs as documents
from onevoice.hosting import NoIssuer, process
from onevoice.inputs.cli import upload, verify_receipt
from onevoice.people.cli import erase, search_everywhere
from onevoice.record.cli import load
from onevoice.remedies import anew, generations, moving, operations
from onevoice.remedies.growing import grow
from onevoice.remedies.status import status
from onevoice.shell import Names, command, read_settings, run_to_end, services_named
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.kafka.away import KafkaAway
from shared.kafka.topics import MisfitTopic, Topics
from shared.logging import configure
from shared.mongo import MisfitIndex, Unavailable
from shared.runtime.interpreter import settle
from shared.runtime.process import EXIT_MISFIT, PortTaken
from shared.runtime.secrets import SecretMisfit
from shared.settings import RoleOfProcess, Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
topics = typer.Typer(no_args_is_help=True, help="Kafka's topics, as the code needs them.")
docs = typer.Typer(no_args_is_help=True, help="The generated documents.")
for name, group in (
    ("topics", topics), ("groups", anew.groups), ("parked", operations.parked), ("forks", operations.forks),
    ("mails", anew.mails), ("generations", generations.app), ("secrets", anew.secrets), ("docs", docs),
):  # fmt: skip
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; what a person can mend ends in one sentence, never in a traceback."""
    faulthandler.enable()  # a crash in a client library's C code says where
    settle()
    try:
        app()
    except Sorry as error:
        _sorry(str(error), error.code)
    except (KafkaAway, StoreUnavailable, Unavailable) as error:
        _sorry(
            f"Kafka or MongoDB does not answer; check ONEVOICE_KAFKA and ONEVOICE_MONGO ({str(error)[:200]})",
            1,
        )
    except (PortTaken, StreamFrozen) as error:
        _sorry(str(error), 1)
    except (MisfitIndex, MisfitTopic, SecretMisfit, NoIssuer, IssuerRefused, MailboxRefused) as error:
        _sorry(str(error), EXIT_MISFIT)
    except KeyboardInterrupt:
        sys.exit(130)


def _sorry(message: str, code: int) -> None:
    typer.echo(f"onevoice: {message}", err=True)
    sys.exit(code)


@app.command()
def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop after the report.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON, for a program.")] = False,
) -> None:
    """Start Kafka, MongoDB and the services, load the example briefing, and say what came of it."""
    from onevoice.local import run as local  # noqa: PLC0415 - the engines' code is needed by no other command

    settings = read_settings()
    if "log_level" not in settings.model_fields_set:  # a report for a person: nothing but what is wrong
        configure("WARNING", json=settings.log_json)
    sys.exit(run_to_end(local.run(settings, once=once, as_json=as_json)))


@app.command()
def serve(
    services: Names = None,
    role: Annotated[
        list[RoleOfProcess] | None, typer.Option(help="What this process does; everything for none.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Where to listen.")] = None,
) -> None:
    """Serve services from Kafka and MongoDB that run elsewhere."""
    settings = read_settings()
    changes: dict[str, Any] = {"port": port} if port is not None else {}
    changes |= {"roles": frozenset(role)} if role else {}
    hosted = process(services_named(services), settings.model_copy(update=changes))
    code = run_to_end(hosted.run())
    if hosted.misfit:
        raise Sorry(hosted.misfit, code)
    sys.exit(code)


@command(app, "token")
async def token(
    settings: Settings,
    role: Annotated[Role, typer.Option("--as", help="Who the token is for.")],
    organisation: Annotated[
        str | None, typer.Option("--for", help="The network, State or agency it acts for.")
    ] = None,
) -> AsyncIterator[str]:
    """Print a token of the local issuer."""
    yield LocalIssuer(settings).token(role, organisation)


command(app, "load")(load)
command(app, "verify")(operations.verify)
command(app, "status")(status)
command(app, "export")(moving.export)
command(app, "import")(moving.import_)
command(app, "rebuild")(generations.rebuild)
command(app, "erase")(erase)
command(app, "search-everywhere")(search_everywhere)
command(app, "upload")(upload)
command(app, "verify-receipt")(verify_receipt)
command(topics, "publish-again")(anew.publish_again)
command(topics, "grow")(grow)


@command(topics, "apply")
async def topics_apply(settings: Settings) -> AsyncIterator[str]:
    """Make the missing topics and mend the settings of the others."""
    for line in Topics(settings.cluster, settings.durability).apply() or ["nothing to do"]:
        yield line


@command(topics, "check")
async def topics_check(settings: Settings) -> AsyncIterator[str]:
    """Check the topics; exit code 78 and one sentence when one does not fit."""
    Topics(settings.cluster, settings.durability).check()
    yield "all topics fit"


@docs.command("write")
def docs_write() -> None:
    """Write the OpenAPI and AsyncAPI documents and the list of metrics."""
    documents.write()


@docs.command("check")
def docs_check() -> None:
    """Say whether the generated documents are current."""
    stale = documents.stale()
    if stale:
        raise Sorry(f"not current: {', '.join(stale)}; write them with: make docs")
    typer.echo("the generated documents are current")
