"""The XML inside documents: read without following anything that it refers to, and written again."""

from typing import Any, Final

from lxml import etree

from services.consultations.attachments.verdicts import Unfit

_PARSING: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


_MOST: Final = 1_000_000
"""Marks (tags and attributes) of one part: as a tree, each takes a hundred bytes and more, however short it is."""


def parsed(data: bytes) -> Any:
    """The root element. Raises ``Unfit`` for more marks than may be, and for entities of its own.

    Entities are how XML explodes, and tags of four letters how a small file becomes a tree of a gigabyte. That a
    document type is named is no harm: nobody fetches it, and it is not written again.
    """
    if _has_too_many_marks(data):
        raise Unfit(
            f"a part of the document has more than {_MOST:,} tags and attributes: save it in several files, or "
            "send it as PDF"
        )
    root = etree.fromstring(data, etree.XMLParser(**_PARSING))
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise Unfit(
            "a part of the document declares entities, which these formats do not: save it anew with a "
            "current word processor and send that"
        )
    return root


def drawn(data: bytes) -> Any:
    """The root element of a drawing, with entities as they stand.

    Raises ValueError for more marks than may be, and SyntaxError for what is no XML.
    """
    if _has_too_many_marks(data):
        raise ValueError("a drawing has too many tags and attributes")
    return etree.fromstring(data, etree.XMLParser(**_PARSING))


def _has_too_many_marks(data: bytes) -> bool:
    return data.count(b"<") + data.count(b"=") > _MOST


def written(root: Any) -> bytes:
    """The document, in UTF-8."""
    data: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, standalone=True, with_tail=False, doctype=""
    )
    return data


def without_unused_names(root: Any) -> None:
    """Declare no namespace that nothing is named in. In place."""
    etree.cleanup_namespaces(root)


def taken_out(element: Any) -> None:
    """Take an element out of its parent; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "") or None
    else:
        parent.text = (parent.text or "") + (element.tail or "") or None
    parent.remove(element)


def unwrapped(element: Any) -> None:
    """Take an element out and leave its words."""
    element.tail = "".join(element.itertext()) + (element.tail or "")
    taken_out(element)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def space(name: str) -> str:
    """A name's namespace."""
    return name.rpartition("}")[0].removeprefix("{")
