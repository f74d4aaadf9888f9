"""PDF: whether it is one, and its pages without metadata, scripts, embedded files and signatures."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pikepdf.sanitize import Sanitizer
from pikepdf.settings import set_qpdf_limits

from services.consultations.attachments.formats.addresses import may_stay
from services.consultations.attachments.formats.images import bare_image
from services.consultations.attachments.verdicts import Unfit

_MOST_UNPACKED: Final = 256 * 1024 * 1024
set_qpdf_limits(
    flate_max_memory=_MOST_UNPACKED,
    run_length_max_memory=_MOST_UNPACKED,
    png_max_memory=_MOST_UNPACKED,
    max_stream_filters=8,
)  # of the whole process, to be set before any thread opens a file

_OF_DOCUMENT: Final = (
    "/OpenAction", "/AA", "/Metadata", "/Perms", "/DSS", "/Threads", "/Legal", "/URI", "/Requirements",
)  # fmt: skip
_NAMED: Final = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations", "/URLS")
_OF_FORM: Final = ("/XFA", "/SigFlags")
_OF_NOTE: Final = ("/T", "/M", "/CreationDate")
_ABOUT: Final = ("/PieceInfo", "/LastModified", "/CreatorInfo")
_OF_SIGNATURE: Final = (
    "/Name", "/Reason", "/Location", "/ContactInfo", "/M", "/Contents", "/Cert", "/Prop_Build", "/ByteRange",
)  # fmt: skip
_ACTIONS: Final = ("/A", "/PA", "/Next")
_FILE: Final = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_TELLING: Final = frozenset({
    "/A", "/AA", "/PA", "/Next", "/F", "/UF", "/Ref",
    *_ABOUT, "/Metadata", "/EF", "/S", "/OCGs", "/BaseState", "/Order", "/ByteRange", "/FT", "/Filter",
})  # fmt: skip
"""Keys of what ``_strip`` looks at."""

_SANITIZER: Final = (
    Sanitizer()
    .remove_javascript()
    .remove_attachments()
    .remove_thumbnails()
    .remove_multimedia()
    .remove_web_capture()
    .remove_collection()
)


def judge_pdf(file: BinaryIO) -> None:
    """Raises ``Unfit`` where it is locked, has no pages, or shows only that another program must open it.

    And whatever pikepdf does where it is none.
    """
    with _opened(file) as pdf:
        if "/Collection" in pdf.Root:
            raise Unfit(
                "the PDF is a portfolio of several files: take them out of it, and send each as a file"
            )
        if _is_made_by_its_reader(pdf.Root):
            raise Unfit(
                "the PDF is a form whose pages only Adobe's programs make: open it there, print it to a new PDF, "
                "and send that"
            )
        if not len(pdf.pages):
            raise Unfit("the PDF has no pages: send one that has")


def strip_pdf(file: BinaryIO, out: BinaryIO) -> None:
    """Its pages, written anew: earlier versions inside the file go as well. The same file gives the same bytes."""
    with _opened(file) as pdf:
        _SANITIZER.apply(pdf)
        for key in ("/Info", "/ID"):
            _drop(pdf.trailer, (key,))
        _drop(pdf.Root, _OF_DOCUMENT)
        _drop(pdf.Root.get("/Names"), _NAMED)
        _drop(pdf.Root.get("/AcroForm"), _OF_FORM)
        for page in pdf.pages:
            _drop(page.obj, ("/AA",))
            for note in _items(page.obj.get("/Annots")):
                _drop(note, _OF_NOTE[1:] if _is(note, "/Subtype", Name.Widget) else _OF_NOTE)
        for thing in pdf.objects:
            if isinstance(thing, Array | Dictionary | Stream):
                for one in _telling(thing):
                    _strip(one)
        pdf.save(out, deterministic_id=True, fix_metadata_version=False, encryption=False)


def _is_made_by_its_reader(root: Any) -> bool:
    """A dynamic XFA form: its only page asks for another program, and what was filled in is in no page."""
    form = root.get("/AcroForm")
    if not isinstance(form, Dictionary) or "/XFA" not in form:
        return False
    return bool(root.get("/NeedsRendering", False)) or not _items(form.get("/Fields"))


def _opened(file: BinaryIO) -> Pdf:
    """One that opens without a password is read by anybody, whatever it says they may do with it."""
    file.seek(0)
    try:
        return pikepdf.open(file)
    except pikepdf.PasswordError as error:
        raise Unfit("the PDF opens with a password alone: save it without one and send that") from error


def _telling(thing: Any) -> Iterator[Any]:
    """The object and those written inside it, which have a key that may be about their maker.

    Millions of objects fit into 25 MB: of each, its keys are asked for once.
    """
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            inside = list(one)
        else:
            known = dict((one.stream_dict if isinstance(one, Stream) else one).items())
            if not _TELLING.isdisjoint(known):
                yield one
            inside = list(known.values())
        waiting += [
            child for child in inside if isinstance(child, Array | Dictionary) and not child.is_indirect
        ]


def _strip(one: Any) -> None:
    _drop(one, _ABOUT)
    if isinstance(one.get("/Metadata"), Stream):
        _drop(one, ("/Metadata",))
    if "/EF" in one and ("/F" in one or "/UF" in one):
        _drop(one, ("/EF", "/RF", "/Desc", "/Thumb"))
    _strip_actions(one)
    if isinstance(one, Stream):
        _drop(one, ("/F", "/FFilter", "/FDecodeParms", "/Ref"))  # what lies in another file
    elif any(isinstance(one.get(key), String) for key in _FILE):
        _drop(one, _FILE)
    if "/OCGs" in one or "/BaseState" in one or "/Order" in one:
        _drop(one, ("/Creator",))  # of layers
    if "/ByteRange" in one and "/Contents" in one:  # a signature, whose words are of who signed
        _drop(one, _OF_SIGNATURE)
    if _is(one, "/FT", Name.Sig):
        _drop(one, ("/V", "/Lock", "/SV"))
    if isinstance(one, Stream) and _is_jpeg(one):
        _strip_jpeg(one)


def _strip_actions(one: Any) -> None:
    """Only what goes to a page, or to an address of the web, stays. A resource may have an action's name."""
    for key in _ACTIONS:
        actions = _items(one.get(key)) or [one.get(key)]
        if any("/S" in _known(action) and not _may_act(action) for action in actions):
            del one[key]
    events = one.get("/AA")
    if isinstance(events, Dictionary) and any("/S" in _known(action) for _, action in events.items()):
        del one["/AA"]


def _may_act(action: Any) -> bool:
    if action["/S"] == Name.URI:
        return may_stay(str(action.get("/URI", "")))
    return any(action["/S"] == name for name in (Name.GoTo, Name.Named))


def _known(action: Any) -> Any:
    return action if isinstance(action, Dictionary) else {}


def _strip_jpeg(stream: Any) -> None:
    data = stream.read_raw_bytes()
    try:
        bare = bare_image(data)
    except (ValueError, IndexError):
        return  # no reader shows it whole either
    if len(bare) < len(data):
        stream.write(bare, filter=stream.get("/Filter"), decode_parms=stream.get("/DecodeParms"))


def _is_jpeg(stream: Stream) -> bool:
    filters = stream.get("/Filter")
    only = filters[0] if isinstance(filters, Array) and len(filters) == 1 else filters
    return bool(only == Name.DCTDecode)


def _is(one: Any, key: str, name: Name) -> bool:
    """Names are compared, never turned into text: they are bytes, and many are not in UTF-8."""
    return isinstance(one, Dictionary) and bool(one.get(key) == name)


def _items(array: Any) -> list[Any]:
    return list(array) if isinstance(array, Array) else []


def _drop(one: Any, keys: Any) -> None:
    """Without these keys, where it is a dictionary that has them."""
    if isinstance(one, Dictionary | Stream):
        for key in keys:
            if key in one:
                del one[key]
