"""What is kept of an attachment runs nothing, fetches nothing, and leads nowhere but to pages of the web."""

import base64
import gzip
import io
import struct
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, TiffImagePlugin

from services.consultations.attachments.formats.addresses import may_stay
from services.consultations.attachments.formats.pictures import bare_picture
from services.consultations.attachments.kinds import judge
from services.consultations.attachments.stripping import strip
from services.consultations.attachments.verdicts import Unfit
from tests.support.attached import (
    CONTENT,
    PLANTED,
    docx_members,
    exif,
    jpeg,
    odt_members,
    pdf,
    picture,
    zipped,
)

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
HARMFUL = (
    "file:///home/a", "//host/share", "\\\\host\\share", "smb://host/a", "ms-word:ofe|u|http://a", "javascript:x()",
    " http://host/", "http:\\\\host", "https:///host", "report.docx", "../a", "data:text/html,x", "ftp://host/a", "",
)  # fmt: skip
GOOD = ("https://example.org/a?b#c", "HTTP://example.org", "mailto:a@example.org", "#place")


def kept(data: bytes) -> bytes:
    """What is kept of a file."""
    received, out = io.BytesIO(data), io.BytesIO()
    strip(received, judge(received), out)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """A member of what is kept of a package."""
    with zipfile.ZipFile(io.BytesIO(kept(data))) as package:
        return package.read(name)


@pytest.mark.parametrize("address", HARMFUL)
def test_an_address_that_opens_something_here_does_not_stay(address: str) -> None:
    """A program, a share, a disk; nor one that a reader would take for another."""
    assert not may_stay(address)


@pytest.mark.parametrize("address", GOOD)
def test_an_address_of_the_web_stays(address: str) -> None:
    """Of a page, a mailbox, or a place in the document."""
    assert may_stay(address)


def docx(body: str, relations: str = "") -> bytes:
    """A document with this in it."""
    members = docx_members()
    document, beside = str(members["word/document.xml"]), str(members["word/_rels/document.xml.rels"])
    return zipped(
        {
            **members,
            "word/document.xml": document.replace("</w:body>", f"{body}</w:body>"),
            "word/_rels/document.xml.rels": beside.replace(
                "</Relationships>", f"{relations}</Relationships>"
            ),
        }
    )


def field(*pieces: str) -> str:
    """A field whose instruction lies in pieces, with what it showed last."""
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"<w:p>{char('begin')}{said}{char('separate')}<w:r><w:t>shown</w:t></w:r>{char('end')}</w:p>"


@pytest.mark.parametrize(
    "pieces",
    [
        ("DDEAUTO c:\\\\a.exe harm",),
        ("D", "DE", "AUTO harm"),
        (' INCLUDEPICTURE "http://harm/a.png" \\d',),
        ('HYPERLINK "\\\\\\\\harm\\a"',),
        ('HYPERLINK \\l "a" "\\\\\\\\harm\\a"',),
        ('HYPERLINK "https://example.org" \\o "a" file:///harm',),
        ("QUOTE 104 harm",),
        ("IF 1 = 1 harm",),
    ],
)
def test_a_field_that_is_not_known_to_be_harmless_keeps_what_it_showed(pieces: tuple[str, ...]) -> None:
    """However its instruction is cut up, and inside another one; the same in its short form."""
    nested = field("PAGE </w:instrText></w:r>" + field(*pieces) + "<w:r><w:instrText>")
    instruction = "".join(pieces).replace('"', "&quot;")
    simple = f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>shown</w:t></w:r></w:fldSimple>'
    for body, times in ((field(*pieces), 1), (nested, 2), (simple, 1)):
        text = part(docx(body), "word/document.xml")
        assert b"harm" not in text
        assert text.count(b">shown<") == times


@pytest.mark.parametrize(
    "said", ["PAGE", "= 2 + 2", 'TOC \\o "1-3"', 'HYPERLINK "https://example.org"', "HYPERLINK \\l a",
     'HYPERLINK  "https://example.org" \\l "a" \\o "a page" \\n']
)  # fmt: skip
def test_fields_of_the_document_itself_stay(said: str) -> None:
    """Page numbers, sums, contents and links."""
    quoted = said.replace('"', "&quot;")
    assert said.encode() in part(docx(field(quoted)), "word/document.xml").replace(b"&quot;", b'"')


@pytest.mark.parametrize("address", HARMFUL)
def test_no_relationship_of_a_docx_leads_out_but_to_the_web(address: str) -> None:
    """Not as a link; as a picture, not to the web either: it would tell who reads, and when."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for word, target in (
        ("hyperlink", address),
        ("image", "http://harm.example/a.png"),
        ("header", "http://harm/a"),
    ):
        relation = f'<Relationship Id="out" Type="{kind}/{word}" Target="{target}" TargetMode="External"/>'
        beside = part(docx('<w:hyperlink r:id="out"/>', relation), "word/_rels/document.xml.rels")
        assert b'"out"' not in beside, word


def test_what_programs_write_about_a_picture_goes_and_what_people_write_stays() -> None:
    """An alternative text is for who cannot see the picture, unless it is a path."""
    body = (
        "<w:drawing><docPr name='{0}' descr='{0}'/><cNvPr name='{0}' descr='A house on a hill'/></w:drawing>"
    )
    text = part(docx(body.format(f"C:\\Users\\{PLANTED}\\house.jpg")), "word/document.xml").decode()
    assert PLANTED not in text
    assert 'descr="A house on a hill"' in text
    assert CONTENT in text


def odt(body: str) -> bytes:
    """A text with this in it."""
    members = odt_members()
    content = str(members["content.xml"]).replace("</office:text>", f"{body}</office:text>")
    return zipped({**members, "content.xml": content})


@pytest.mark.parametrize(
    "body",
    [
        '<office:dde-source office:dde-application="harm"/>',
        '<text:dde-connection-decls><text:dde-connection-decl office:dde-item="harm"/></text:dde-connection-decls>',
        '<draw:floating-frame xlink:href="https://harm.example"/>',
        '<draw:applet xlink:href="https://harm.example"/>',
        '<draw:plugin xlink:href="https://harm.example"/>',
        '<text:section><text:section-source xlink:href="https://harm.example/a.odt"/></text:section>',
        "<text:script>harm</text:script>",
        '<draw:image xlink:href="https://harm.example/a.png"/>',
        '<text:a xlink:href="smb://harm/a">a</text:a>',
        '<f:button xmlns:f="urn:oasis:names:tc:opendocument:xmlns:form:1.0" f:target-location="file:///harm"/>',
        '<x:submission xmlns:x="http://www.w3.org/2002/xforms" action="https://harm.example"/>',
        '<x:instance xmlns:x="http://www.w3.org/2002/xforms" src="https://harm.example"/>',
        '<text:bibliography-mark text:url="file:///harm"/>',
        f'<d:frame xmlns:d="{DRAWING}" d:name="/home/harm/a.png"/>',
        f'<v:desc xmlns:v="{DRAWING.replace("drawing", "svg-compatible")}">C:\\harm.png</v:desc>',
    ],
)
def test_an_odt_runs_and_fetches_nothing(body: str) -> None:
    """What is shown stays, and links to the web and to its own pictures do."""
    good = '<text:a xlink:href="https://example.org">a</text:a><draw:image xlink:href="Pictures/photo.jpg"/>'
    text = part(odt(body + good), "content.xml").decode()
    assert "harm" not in text
    assert ('href="https://example.org"' in text, 'href="Pictures/photo.jpg"' in text) == (True, True)


def test_an_odt_field_that_reaches_out_keeps_its_words() -> None:
    """They are what its author saw."""
    text = part(
        odt('<text:p><text:dde-connection text:connection-name="harm">shown</text:dde-connection>!</text:p>'),
        "content.xml",
    )
    assert (b"shown!" in text, b"harm" in text) == (True, False)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>harm()</script>",
        "<rect onload='harm()' width='1'/>",
        "<a xlink:href='javascript:harm()'><text>harm</text></a>",
        "<image xlink:href='https://harm.example/a.png'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>harm</p></foreignObject>",
        "<style>@import 'https://harm.example'</style>",
        "<rect style='fill:url(https://harm.example#a)'/>",
        "<rect style='background:image-set(&quot;https://harm.example&quot; 1x)'/>",
        "<g xml:base='https://harm.example'><use xlink:href='#a'/></g>",
        "<animate attributeName='href' to='javascript:harm()'/>",
        "<metadata>harm</metadata>",
        "<desc>harm</desc>",
        "<rect xmlns:i='http://www.inkscape.org/' i:export='/home/harm' data-a='harm'/>",
    ],
)
@pytest.mark.parametrize(
    "before", ["", "<!-- a comment -->", '<?xml version="1.0"?><!DOCTYPE svg SYSTEM "a.dtd">']
)
def test_a_drawing_keeps_its_shapes_and_nothing_else(inside: str, before: str) -> None:
    """However it begins."""
    drawing = f'{before}<svg {SVG}>{inside}<g fill="url(#a)"><use xlink:href="#b"/></g></svg>'.encode()
    bare = bare_picture(drawing)
    assert b"harm" not in bare
    assert (b"DOCTYPE" in bare, b'fill="url(#a)"' in bare, b'xlink:href="#b"' in bare) == (False, True, True)


def test_one_drawing_that_cannot_be_read_does_not_refuse_a_document() -> None:
    """It is left out."""
    members = {**docx_members(), "word/media/image1.jpeg": b"<svg"}
    assert part(zipped(members), "word/media/image1.jpeg") == b""


def with_tag(kind: str) -> bytes:
    """A picture with somebody's name in it."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[315] = PLANTED
    told: dict[str, dict[str, object]] = {
        "GIF": {"comment": PLANTED},
        "WEBP": {"exif": exif()},
        "TIFF": {"tiffinfo": tags},
    }
    return picture(kind, **told[kind])


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF"])
def test_a_picture_in_a_document_says_nothing_about_who_made_it(kind: str) -> None:
    """The picture stays as it is shown; one that is cut off is no picture."""
    data = with_tag(kind)
    bare = bare_picture(data)
    assert (PLANTED.encode() in data, PLANTED.encode() in bare) == (True, False)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(bare)) as after:
        assert (after.format, after.convert("RGB").tobytes()) == (kind, before.convert("RGB").tobytes())
    assert bare_picture(bare) == bare
    assert bare_picture(b"unknown" + PLANTED.encode()) == b""
    assert bare_picture(gzip.compress(f"<svg {SVG}><desc>{PLANTED}</desc></svg>".encode())) == b""
    if kind == "GIF":
        with pytest.raises(ValueError, match="cut off"):
            bare_picture(data[:60] + struct.pack("B", 200))


def test_a_picture_inside_a_drawing_is_made_bare_too() -> None:
    """Also one in text form."""
    inside = base64.b64encode(jpeg()).decode()
    bare = bare_picture(f'<svg {SVG}><image href="data:image/jpeg;base64,{inside}"/></svg>'.encode()).decode()
    held = base64.b64decode(bare.partition("base64,")[2].partition('"')[0])
    assert (PLANTED.encode() in held, held[:2]) == (False, b"\xff\xd8")


def acting(*actions: Dictionary) -> list[str]:
    """The actions that are left of those of links."""
    made, out = Pdf.new(), io.BytesIO()
    page = made.add_blank_page()
    page.obj.Annots = Array(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action, AA=Dictionary(E=action)
        )
        for action in actions
    )
    made.save(out)
    with pikepdf.open(io.BytesIO(kept(out.getvalue()))) as found:
        notes = found.pages[0].obj.Annots
        assert not any("/AA" in note for note in notes)
        return [str(note.A.S) for note in notes if "/A" in note]


@pytest.mark.parametrize("address", HARMFUL)
def test_a_pdfs_link_leads_to_the_web_or_nowhere(address: str) -> None:
    """No program is started and no share is asked; nor after something harmless."""
    harmful = Dictionary(S=Name.URI, URI=address)
    after = Dictionary(S=Name.GoTo, D="a", Next=Array([Dictionary(S=Name.JavaScript, JS="harm()")]))
    assert acting(harmful, Dictionary(S=Name.Launch, F=address), Dictionary(S=Name.GoToR, F=address)) == []
    assert acting(Dictionary(S=Name.URI, URI="https://example.org"), after) == ["/URI", "/GoTo"]


def test_a_pdf_shows_nothing_that_lies_in_another_file() -> None:
    """A page's content may refer to a file on a share, which opening it would fetch."""
    made, out = Pdf.new(), io.BytesIO()
    page = made.add_blank_page()
    form = made.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Ref = Dictionary(F="\\\\harm\\a.pdf", Page=0)
    page.obj.Resources = Dictionary(XObject=Dictionary(F=form))
    page.obj.Contents = made.make_stream(b"/F Do", F=Dictionary(Type=Name.Filespec, F="\\\\harm\\b"))
    made.save(out, compress_streams=False)
    bare = kept(out.getvalue())
    assert b"harm" not in bare
    with pikepdf.open(io.BytesIO(bare)) as found:
        assert "/F" in found.pages[0].obj.Resources.XObject, "a resource of that name is none"


def test_a_pdf_that_opens_for_everybody_is_taken() -> None:
    """Whatever password would be needed to change it; what is kept asks for none."""
    data = pdf(pikepdf.Encryption(owner="x", user=""))
    with pikepdf.open(io.BytesIO(kept(data))) as found:
        assert (found.is_encrypted, len(found.pages)) == (False, 1)


@pytest.mark.parametrize(
    ("what", "remedy"),
    [
        ({"AcroForm": Dictionary(Fields=Array([]), XFA=Array([])), "NeedsRendering": True}, "print it"),
        ({"AcroForm": Dictionary(Fields=Array([]), XFA=Array([]))}, "print it"),
        ({"Collection": Dictionary(View=Name.D)}, "each as a file"),
    ],
)
def test_a_pdf_whose_only_page_asks_for_another_program_is_refused(
    what: dict[str, object], remedy: str
) -> None:
    """Its author would hold a receipt over a cover."""
    made, out = Pdf.new(), io.BytesIO()
    made.add_blank_page()
    for key, value in what.items():
        made.Root[f"/{key}"] = value
    made.save(out)
    with pytest.raises(Unfit, match=remedy):
        kept(out.getvalue())
