"""What is decided about the files of a briefing's documents. Pure."""

from collections.abc import Iterator, Mapping

from services.consultations.briefings import filing_commands as c
from services.consultations.briefings.briefing import Briefing, FileVersion
from shared.contracts.consultations import filing as e
from shared.contracts.consultations.items import Filed
from shared.values import Refused

Files = Mapping[str, tuple[FileVersion, ...]]


def decided(
    command: c.FileDocument | c.WithdrawFile, briefing: Briefing
) -> Iterator[e.DocumentFiled | e.FileWithdrawn]:
    """The events that answer the command. Raises Refused."""
    document = briefing.documents.to_correct(command.key)
    versions = briefing.files.get(command.key, ())
    match command:
        case c.FileDocument(key=key, file=file):
            if not is_there(newest(versions), file):
                yield e.DocumentFiled(key=key, document=document, number=len(versions) + 1, file=file)
        case c.WithdrawFile(key=key, number=number, reason=reason):
            if not 1 <= number <= len(versions):
                raise Refused("the document {key} has no file of this version", key=key)
            if not versions[number - 1].withdrawn:
                yield e.FileWithdrawn(key=key, document=document, number=number, reason=reason)


def newest(versions: tuple[FileVersion, ...]) -> Filed | None:
    """The file of the newest version; None where there is none, or it was taken back."""
    return versions[-1].file if versions and not versions[-1].withdrawn else None


def is_there(known: Filed | None, file: Filed) -> bool:
    """Whether what is known has this content, or came as these very bytes."""
    return known is not None and (known.sha256 == file.sha256 or known.received == file.received)


def after(files: Files, event: e.DocumentFiled | e.FileWithdrawn) -> dict[str, tuple[FileVersion, ...]]:
    """The files of all documents after the event."""
    versions = files.get(event.key, ())
    if isinstance(event, e.DocumentFiled):
        return {**files, event.key: (*versions, FileVersion(event.file))}
    place = event.number - 1
    gone = FileVersion(versions[place].file, withdrawn=True)
    return {**files, event.key: (*versions[:place], gone, *versions[place + 1 :])}
