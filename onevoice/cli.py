"""The command line: what may be done from a shell, each command a few lines over the rooms that do it."""

import faulthandler
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.local.issuer import IssuerRefused, LocalIssuer
from deploy.local.mailbox import MailboxRefused
from onevoice.documents import docs as documents
from onevoice.hosting import NoIssuer, process
from onevoice.inputs import cli as inputs
from onevoice.people import cli as people
from onevoice.remedies import cli_anew as anew
from onevoice.remedies import cli_views as views
from onevoice.remedies import operations
from onevoice.services import chosen
from onevoice.shell import Sorry, bearer, read_settings, run_to_end, service_named
from shared.auth import Role
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.kafka.away import KafkaAway
from shared.kafka.topics import MisfitTopic, Topics
from shared.logging import configure
from shared.mongo import MisfitIndex, Unavailable
from shared.runtime.interpreter import settle
from shared.runtime.process import EXIT_MISFIT, PortTaken
from shared.runtime.secrets import SecretMisfit
from shared.settings import RoleOfProcess

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
topics = typer.Typer(no_args_is_help=True, help="Kafka's topics, as the code needs them.")
parked = typer.Typer(no_args_is_help=True, help="Records that could not be applied, and their replay.")
forks = typer.Typer(no_args_is_help=True, help="Streams that forked after a restore.")
docs = typer.Typer(no_args_is_help=True, help="The generated documents.")
for name, group in (
    ("topics", topics), ("groups", anew.groups), ("parked", parked), ("forks", forks), ("mails", anew.mails),
    ("generations", views.app), ("secrets", anew.secrets), ("docs", docs),
):  # fmt: skip
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; what a person can mend ends in one sentence, never in a traceback."""
    faulthandler.enable()  # a crash in a client library's C code says where
    settle()
    try:
        app()
    except (Sorry, operations.Stopped) as error:
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
    once: Annotated[bool, typer.Option("--once", help="Stop after the report.")] = False,  # noqa: FBT002 - a flag
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON, for a program.")] = False,  # noqa: FBT002
) -> None:
    """Start Kafka, MongoDB and the services, load the example briefing, and say what came of it."""
    from onevoice.local import run as local  # noqa: PLC0415 - the engines' code is needed by no other command

    settings = read_settings()
    if "log_level" not in settings.model_fields_set:  # a report for a person: nothing but what is wrong
        configure("WARNING", json=settings.log_json)
    sys.exit(run_to_end(local.run(settings, once=once, as_json=as_json)))


@app.command()
def serve(
    services: Annotated[
        list[str] | None, typer.Argument(help="Services to host; all of them for none.")
    ] = None,
    role: Annotated[
        list[RoleOfProcess] | None, typer.Option(help="What this process does; everything for none.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Where to listen.")] = None,
) -> None:
    """Serve services from Kafka and MongoDB that run elsewhere."""
    settings = read_settings()
    changes: dict[str, Any] = {"port": port} if port is not None else {}
    changes |= {"roles": frozenset(role)} if role else {}
    hosted = process(
        chosen([service_named(name) for name in services or []]), settings.model_copy(update=changes)
    )
    code = run_to_end(hosted.run())
    if hosted.misfit:
        raise Sorry(hosted.misfit, code)
    sys.exit(code)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="A briefing's record; docs/record.md has the format.")],
    url: Annotated[
        str | None, typer.Option(help="Where the services are, if not at ONEVOICE_PUBLIC_URL.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="ONEVOICE_TOKEN", help="The secretariat's token.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--without-notices", help="History: nobody is told of it.")] = False,  # noqa: FBT002
    look: Annotated[bool, typer.Option("--look", help="Say where each effect is seen.")] = False,  # noqa: FBT002
) -> None:
    """Load a briefing's record through the public API: only what differs is sent."""
    settings = read_settings()
    word, place = bearer(settings, token, Role.SECRETARIAT), url or settings.origin
    run_to_end(operations.load(file, place, word, silent=quiet, look=settings if look else None))


@app.command()
def token(
    role: Annotated[Role, typer.Option("--as", help="Who the token is for.")],
    organisation: Annotated[
        str | None, typer.Option("--for", help="The network, State or agency it acts for.")
    ] = None,
) -> None:
    """Print a token of the local issuer."""
    typer.echo(LocalIssuer(read_settings()).token(role, organisation))


@app.command()
def verify(
    stream: Annotated[str | None, typer.Argument(help="One stream; everything if left out.")] = None,
    patience: Annotated[float, typer.Option(help="Seconds to wait for what is behind.")] = 20.0,
) -> None:
    """Check that store, topics and views agree and that every stream's digests chain."""
    raise SystemExit(run_to_end(operations.verify(read_settings(), stream, patience)))


app.command("status")(views.status_)
app.command("export")(anew.export_)
app.command("import")(anew.import_)
app.command("rebuild")(views.rebuild)
app.command("erase")(people.erase)
app.command("search-everywhere")(people.search_everywhere)
app.command("upload")(inputs.upload)
app.command("verify-receipt")(inputs.verify_receipt)


@topics.command("apply")
def topics_apply() -> None:
    """Make the missing topics and mend the settings of the others."""
    settings = read_settings()
    for line in Topics(settings.cluster, settings.durability).apply() or ["nothing to do"]:
        typer.echo(line)


topics.command("publish-again")(anew.publish_again)
topics.command("grow")(anew.grow_topics)


@topics.command("check")
def topics_check() -> None:
    """Check the topics; exit code 78 and one sentence when one does not fit."""
    settings = read_settings()
    Topics(settings.cluster, settings.durability).check()
    typer.echo("all topics fit")


@parked.command("list")
def parked_list() -> None:
    """Every parked record: its id, its stream and version, and why it waits."""
    run_to_end(operations.parked_list(read_settings()))


@parked.command("show")
def parked_show(record: Annotated[str, typer.Argument(help="An id from the list.")]) -> None:
    """One parked record, whole."""
    run_to_end(operations.parked_show(read_settings(), record))


@parked.command("acknowledge")
def parked_acknowledge(
    record: Annotated[str, typer.Argument(help="The id of a malformed record, from the list.")],
    reason: Annotated[str, typer.Option(help="What it is, and who put it there.")],
) -> None:
    """Say that a malformed record is none of ours: verify passes it over."""
    run_to_end(operations.parked_acknowledge(read_settings(), record, reason))


@parked.command("replay")
def parked_replay(
    stream: Annotated[str | None, typer.Argument(help="One stream; all of them if left out.")] = None,
) -> None:
    """Apply what waits, by version, after the cause was mended."""
    run_to_end(operations.parked_replay(read_settings(), stream))


@forks.command("list")
def forks_list() -> None:
    """The frozen streams and why."""
    run_to_end(operations.forks_list(read_settings()))


@forks.command("freeze")
def forks_freeze(
    stream: Annotated[str, typer.Argument(help="A stream behind its topic after a restore.")],
) -> None:
    """Refuse a stream's writes, so that it can be healed before it forks."""
    run_to_end(operations.forks_freeze(read_settings(), stream))


@forks.command("heal")
def forks_heal(
    stream: Annotated[str | None, typer.Argument(help="A stream from the list.")] = None,
    all_behind: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--all-behind", help="Every one that is frozen, or behind its topic.")
    ] = False,
) -> None:
    """Take the topic's history for the true one: set the store's other branch aside and thaw the stream."""
    if bool(stream) is all_behind:
        raise Sorry("one of the two is right: a stream, or --all-behind", 2)
    run_to_end(operations.forks_heal(read_settings(), stream))


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
