"""DOCX: whether it is one, and what a reader sees of it without who wrote it, when, and what else lies inside.

A part stays where it is reached from the document over relationships of kinds that are shown; everything else
goes, and with it what refers to it: properties, people, custom data, macros, controls, embedded files.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO, Final
from urllib.parse import unquote
from zipfile import ZipFile

from services.consultations.attachments.formats.addresses import may_stay, names_a_file
from services.consultations.attachments.formats.docx_fields import without_acting_fields
from services.consultations.attachments.formats.markup import local, parsed, space, taken_out, written
from services.consultations.attachments.formats.packages import with_macros, write
from services.consultations.attachments.formats.pictures import bare_member
from services.consultations.attachments.verdicts import Unfit, WrongKind

TYPES: Final = "[Content_Types].xml"
_ROOT: Final = "_rels/.rels"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHOWN: Final = frozenset({
    "officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "numbering", "theme",
    "themeOverride", "footnotes", "endnotes", "header", "footer", "comments", "commentsExtended", "commentsIds",
    "commentsExtensible", "image", "hdphoto", "hyperlink", "font", "glossaryDocument", "chart", "chartEx",
    "chartUserShapes", "chartStyle", "chartColorStyle", "diagramData", "diagramLayout", "diagramQuickStyle",
    "diagramColors", "diagramDrawing",
})  # fmt: skip
"""The last words of the relationship types that lead to something shown."""

_WORD: Final = re.compile(
    r"http://(schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/wordprocessingml/"
    r"|http://schemas\.microsoft\.com/office/word/"
)
_REFERS: Final = re.compile(r"/officeDocument(/2006)?/relationships$")
_DROPPED: Final = frozenset(
    ["rsids", "mailMerge", "docVars", "attachedTemplate", "presenceInfo", "dataBinding", "docId"]
)
_SAID_OF_CHANGES: Final = frozenset(["initials", "date", "dateUtc", "userId", "providerId"])
_ADDRESSES: Final = frozenset(["href", "src", "althref", "action"])
"""Of drawings in VML, which name their pictures and links without a relationship."""
_DESCRIBED: Final = frozenset(["docPr", "cNvPr"])
_SAID_OF_PICTURES: Final = frozenset(["descr", "title", "alt"])


@dataclass
class _Part:
    """A part that stays: its relationships that stay, and the ids of those whose target or address goes."""

    relationships: Any = None
    lost: set[str] = field(default_factory=set)
    unnamed: set[str] = field(default_factory=set)


def judge_docx(package: ZipFile) -> None:
    """Raises ``WrongKind`` for another package, ``Unfit`` for one with macros or with a document inside."""
    types = parsed(package.read(TYPES))
    said = {str(one.get("PartName")).lstrip("/"): str(one.get("ContentType")) for one in types}
    roots = parsed(package.read(_ROOT))
    mains = [_target("", one) for one in roots if _word(one) == "officeDocument"]
    if any("macroEnabled" in said.get(main, "") for main in mains):
        raise with_macros()
    if [said.get(main) for main in mains] != [_MAIN]:
        raise WrongKind("the content is another kind of office document")
    if any(name.lower().endswith("vbaproject.bin") for name in package.namelist()):
        raise with_macros()
    if any("/aFChunk" in str(one.get("Type")) for one in _all_relationships(package)):
        raise Unfit("a whole other document is put into this one: save it anew with a word processor")


def strip_docx(package: ZipFile, out: BinaryIO) -> None:
    """The document as it is shown. Raises what a broken package makes ``zipfile`` and lxml raise."""
    parts = _reached(package)
    write(_members(package, parts), out)


def _all_relationships(package: ZipFile) -> Iterator[Any]:
    for name in package.namelist():
        if name.endswith(".rels"):
            yield from parsed(package.read(name))


def _reached(package: ZipFile) -> dict[str, _Part]:
    """What is reached from the package itself, ``""``."""
    names = {name.lower(): name for name in package.namelist()}
    parts = {lower: name for lower, name in names.items() if not lower.endswith(".rels") and name != TYPES}
    found: dict[str, _Part] = {}
    waiting = [""]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        part = found[name] = _Part()
        relations = names.get(_relations_of(name).lower())
        if relations is None:
            continue
        part.relationships = parsed(package.read(relations))
        for one in list(part.relationships):
            target = parts.get(_target(name, one).lower())
            external = one.get("TargetMode") == "External"
            if external and not (_word(one) == "hyperlink" and may_stay(one.get("Target", ""))):
                (part.unnamed if _word(one) in {"hyperlink", "image"} else part.lost).add(one.get("Id"))
            elif _word(one) not in _SHOWN or (target is None and not external):
                part.lost.add(one.get("Id"))
            else:
                waiting += [] if external or target is None else [target]
                continue
            taken_out(one)
    return found


def _members(package: ZipFile, parts: dict[str, _Part]) -> Iterator[tuple[str, bytes]]:
    types = parsed(package.read(TYPES))
    for one in list(types):
        if local(one.tag) == "Override" and str(one.get("PartName")).lstrip("/") not in parts:
            taken_out(one)
    yield TYPES, written(types)
    for name in ["", *(name for name in package.namelist() if name in parts)]:
        part = parts[name]
        if part.relationships is not None:
            yield _relations_of(name), written(part.relationships)
        if name:
            yield name, _bare(name, package.read(name), part)


def _bare(name: str, data: bytes, part: _Part) -> bytes:
    if not name.lower().endswith((".xml", ".vml")):
        return bare_member(name, data)
    root = parsed(data)
    without_acting_fields(root)
    gone = []
    for element in root.iter("*"):
        if _is_dropped(element.tag):
            gone.append(element)
        if not element.keys():  # as most have none
            continue
        ids = _ids(element)
        if not part.lost.isdisjoint(ids.values()):
            gone.append(element)
        _strip(element)
        for key, value in ids.items():
            if value in part.unnamed:
                del element.attrib[key]
    for element in gone:
        taken_out(element)
    return written(root)


@cache
def _is_dropped(tag: str) -> bool:
    return bool(_WORD.match(space(tag))) and local(tag) in _DROPPED


def _strip(element: Any) -> None:
    """Who changed or commented, and when, goes; that it was changed or commented stays. So do descriptions."""
    described = local(element.tag) in _DESCRIBED
    for key, value in list(element.attrib.items()):
        said = local(key)
        if (said in _ADDRESSES and not may_stay(value)) or (
            said in _SAID_OF_PICTURES and names_a_file(value)
        ):
            del element.attrib[key]
        elif described and said == "name":
            element.set(key, "")  # the format wants one; programs make it of the file's
        elif not _WORD.match(space(key)):
            continue
        elif said == "author":
            element.set(key, "Author")
        elif said in _SAID_OF_CHANGES or said.startswith("rsid"):
            del element.attrib[key]


def _ids(element: Any) -> dict[str, str]:
    """The relationships that an element refers to, by attribute."""
    return {key: value for key, value in element.attrib.items() if _REFERS.search(space(key))}


def _word(relationship: Any) -> str:
    return str(relationship.get("Type")).rpartition("/")[2]


def _target(source: str, relationship: Any) -> str:
    """The part that a relationship leads to from the part ``source``."""
    path = posixpath.join("/", posixpath.dirname(source), unquote(str(relationship.get("Target"))))
    return posixpath.normpath(path).lstrip("/")


def _relations_of(name: str) -> str:
    folder, _, own = name.rpartition("/")
    return f"{folder}/_rels/{own}.rels" if folder else f"_rels/{own}.rels"
