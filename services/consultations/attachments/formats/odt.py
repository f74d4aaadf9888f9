"""ODT: whether it is one, and what a reader sees of it without who wrote it, when, and what else lies inside."""

import base64
from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from zipfile import ZipFile

from services.consultations.attachments.formats.addresses import may_stay, names_a_file
from services.consultations.attachments.formats.markup import (
    local,
    parsed,
    space,
    taken_out,
    unwrapped,
    written,
)
from services.consultations.attachments.formats.packages import locked, with_macros, write
from services.consultations.attachments.formats.pictures import bare_member, bare_picture
from services.consultations.attachments.verdicts import Kind, WrongKind

NAME: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_ABOUT: Final = frozenset({"meta.xml", "documentsignatures.xml", "macrosignatures.xml"})
_PROGRAMS: Final = frozenset({"Basic", "Scripts", "Dialogs"})
_EMPTY_LIBRARY: Final = frozenset({"script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"})
_PICTURES: Final = frozenset({"Pictures", "media", "ObjectReplacements", "Fonts"})
_DROPPED: Final = frozenset(
    {
        "scripts", "script", "event-listeners", "object-ole", "creator-initials", "sender-initials", "applet",
        "plugin",
        "floating-frame", "section-source", "dde-source", "dde-connection-decls",
    }
)  # fmt: skip
_FIELDS: Final = frozenset({"dde-connection", "execute-macro"})
"""What a reader's program carries out, with the words that it showed last."""
_ADDRESSES: Final = frozenset({"target-location", "url"})
"""Of forms and bibliographies; links and pictures have href."""
_FETCHED: Final = frozenset({"action", "resource", "schema", "src"})
"""Of XForms, whose attributes alone stand in no namespace."""
_SETTINGS: Final = frozenset({"PrinterName", "PrinterSetup", "PrinterPaperFromSetup", "Rsid", "RsidRoot"})
_DRAWING: Final = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
_SVG: Final = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
_DESCRIPTIONS: Final = frozenset({"title", "desc"})
_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_NOBODY: Final = {"creator": "Author", "date": "1970-01-01T00:00:00"}
"""What stands for who changed or commented, and when: the format wants something there."""


def judge_odt(package: ZipFile) -> None:
    """Raises ``WrongKind`` for another package, ``Unfit`` for one that is locked or holds macros."""
    if package.read(NAME).strip() != Kind.ODT.media_type.encode():
        raise WrongKind("the content is another kind of office document")
    if any(local(one.tag) == "encryption-data" for one in parsed(package.read(_MANIFEST)).iter("*")):
        raise locked()
    for name in package.namelist():
        own = name.rpartition("/")[2]
        if name.partition("/")[0] in _PROGRAMS and own and own not in _EMPTY_LIBRARY:
            raise with_macros()
    package.getinfo("content.xml")


def strip_odt(package: ZipFile, out: BinaryIO) -> None:
    """The document as it is shown. Raises what a broken package makes ``zipfile`` and lxml raise."""
    write(_members(package), out)


def _members(package: ZipFile) -> Iterator[tuple[str, bytes]]:
    kept = [name for name in package.namelist() if _is_shown(name)]
    yield NAME, Kind.ODT.media_type.encode()
    for name in kept:
        data = package.read(name)
        yield name, _bare(data, frozenset(kept)) if name.endswith(".xml") else bare_member(name, data)
    manifest = parsed(package.read(_MANIFEST))
    for one in list(manifest):
        path = next((value for key, value in one.attrib.items() if local(key) == "full-path"), "/")
        if path != "/" and not any(name == path or name.startswith(path) for name in kept):
            taken_out(one)
    yield _MANIFEST, written(manifest)


def _is_shown(name: str) -> bool:
    """Whether the member is a part of what a reader sees."""
    folder, _, own = name.rpartition("/")
    top = folder.partition("/")[0]
    if top in {"META-INF", "Configurations2", "Thumbnails", *_PROGRAMS} or not own:
        return False
    return (own.endswith(".xml") and own not in _ABOUT) or any(
        step in _PICTURES for step in folder.split("/")
    )


def _bare(data: bytes, kept: frozenset[str]) -> bytes:
    root = parsed(data)
    gone, fields = [], []
    for element in root.iter("*"):
        said = local(element.tag)
        named = next((value for key, value in element.attrib.items() if local(key) == "name"), None)
        if said in _DROPPED or (said == "config-item" and named in _SETTINGS):
            gone.append(element)
        elif said in _FIELDS:
            fields.append(element)
        elif said == "binary-data":
            element.text = base64.b64encode(bare_picture(base64.b64decode(element.text or ""))).decode()
        elif said in _DESCRIPTIONS and space(element.tag) == _SVG and names_a_file(element.text or ""):
            gone.append(element)
        elif space(element.tag) == _DUBLIN_CORE and said in _NOBODY:
            gone += element
            element.text = _NOBODY[said]
        _strip(element, kept)
    for element in gone:
        taken_out(element)
    for element in fields:
        unwrapped(element)
    return written(root)


def _strip(element: Any, kept: frozenset[str]) -> None:
    for key, value in list(element.attrib.items()):
        if (
            local(key) in {"rsid", "paragraph-rsid"}
            or key in _FETCHED
            or (local(key) in _ADDRESSES and not may_stay(value))
        ):
            del element.attrib[key]
        elif local(key) == "href" and not _leads_well(element, value, kept):
            element.set(key, "#")
        elif local(key) == "name" and space(element.tag) == _DRAWING and names_a_file(value):
            del element.attrib[key]


def _leads_well(element: Any, address: str, kept: frozenset[str]) -> bool:
    """To a part of the document, or where a link may lead; nothing is fetched from elsewhere to be shown."""
    own = address.removeprefix("./")
    if own in kept or any(name.startswith(f"{own}/") for name in kept):
        return True
    return may_stay(address) and (address.startswith("#") or local(element.tag) == "a")
