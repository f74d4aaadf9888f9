"""SVG: the shapes and words of a drawing, and nothing that runs, reaches out, or says who drew it."""

import base64
import re
from collections.abc import Callable
from typing import Any, Final

from services.consultations.attachments.formats.markup import (
    drawn,
    local,
    space,
    taken_out,
    without_unused_names,
    written,
)

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_SHOWN: Final = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "text", "tspan", "textPath", "image", "marker", "clipPath", "mask", "pattern", "linearGradient", "radialGradient",
    "stop", "style", "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix",
    "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
    "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
    "feSpotLight", "feTile", "feTurbulence",
})  # fmt: skip
_TELLING: Final = re.compile(r"on|data-|aria-")
_REACHES_OUT: Final = re.compile(
    r"url\s*\(\s*(?!['\"]?\s*#)|image(-set)?\s*\(|@import|\\|expression|script:", re.IGNORECASE
)
_INSIDE: Final = re.compile(r"\s*data:image/(png|jpeg|jpg|gif);base64,(.*)", re.DOTALL | re.IGNORECASE)


def bare_drawing(data: bytes, bare_picture: Callable[[bytes], bytes]) -> bytes:
    """The drawing; pictures inside it are made bare by ``bare_picture``. Nothing where it cannot be read as one."""
    try:
        root = drawn(data)
    except (SyntaxError, ValueError):
        return b""
    if root.tag != f"{{{_SVG}}}svg":
        return b""
    gone = []
    for element in root.iter():
        if not isinstance(element.tag, str) or not _is_shown(element):
            gone.append(element)
        else:
            _strip(element, bare_picture)
    for element in gone:
        taken_out(element)
    without_unused_names(root)  # also their names say which program drew it
    return written(root)


def _is_shown(element: Any) -> bool:
    if space(element.tag) != _SVG or local(element.tag) not in _SHOWN:
        return False
    return local(element.tag) != "style" or not _REACHES_OUT.search("".join(element.itertext()))


def _strip(element: Any, bare_picture: Callable[[bytes], bytes]) -> None:
    for key, value in list(element.attrib.items()):
        said, whose = local(key), space(key)
        if said == "href" and whose in {"", _XLINK}:
            kept = _address(value, bare_picture)
        elif (
            whose not in {"", _XML}
            or _TELLING.match(said.lower())
            or _REACHES_OUT.search(value)
            or said == "base"
        ):
            kept = None
        else:
            kept = value
        if kept is None:
            del element.attrib[key]
        else:
            element.set(key, kept)


def _address(value: str, bare_picture: Callable[[bytes], bytes]) -> str | None:
    """A part of the drawing, or a picture that lies in it."""
    if value.startswith("#"):
        return value
    inside = _INSIDE.fullmatch(value)
    if inside is None:
        return None
    bare = bare_picture(base64.b64decode(inside[2]))
    return f"data:image/{inside[1].lower()};base64,{base64.b64encode(bare).decode()}"
