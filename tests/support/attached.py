"""Files as people attach them: each holds CONTENT, which stays, and PLANTED words where metadata is kept."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, PngImagePlugin

from services.consultations.attachments.verdicts import Kind

PLANTED = "Plantedname"
CONTENT = "Contentstays"


def picture(kind: str, **how: object) -> bytes:
    """A small picture whose four corners differ."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste((200, 0, 0), (0, 0, 32, 16))
    image.paste((0, 0, 200), (32, 16, 64, 32))
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """EXIF with an artist, a place and a comment."""
    made = Image.Exif()
    made[0x013B], made[0x010E], made[0x0112] = PLANTED, PLANTED, orientation
    made.get_ifd(0x8825).update({1: "N", 2: (46.0, 12.0, 0.0), 29: PLANTED})
    return made


def jpeg(orientation: int = 1) -> bytes:
    """With EXIF, XMP, IPTC, a comment, and something after its end."""
    plain = picture("JPEG", exif=exif(orientation), comment=PLANTED, quality=90)
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + PLANTED.encode() + b"</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + PLANTED.encode()
    more = b"".join(
        b"\xff" + app + (len(said) + 2).to_bytes(2) + said for app, said in ((b"\xe1", xmp), (b"\xed", iptc))
    )
    return plain[:2] + more + plain[2:] + PLANTED.encode()


def png(orientation: int = 1) -> bytes:
    """With text plain, compressed and international, a time and EXIF."""
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", PLANTED)
    said.add_text("Comment", PLANTED * 9, zip=True)
    said.add_itxt("XML:com.adobe.xmp", PLANTED)
    said.add(b"tIME", b"\x07\xe8\x01\x01\x01\x01\x01")
    return picture("PNG", pnginfo=said, exif=exif(orientation)) + PLANTED.encode()


def pdf(locked: pikepdf.Encryption | None = None) -> bytes:
    """With document information, XMP, a script, an embedded file, an author's note, a signature, a photograph."""
    made, out = Pdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(200, 200))
    photo = Stream(made, jpeg())
    photo.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=64, Height=32, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8, Filter=Name.DCTDecode, Metadata=Stream(made, PLANTED.encode()),
    )  # fmt: skip
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(XObject=Dictionary(P=photo), Font=Dictionary(F=font))
    page.obj.Contents = Stream(
        made, f"BT /F 12 Tf 9 9 Td ({CONTENT}) Tj ET q 64 0 0 32 9 99 cm /P Do Q".encode()
    )
    page.obj.PieceInfo = Dictionary(App=Dictionary(Private=PLANTED))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), T=PLANTED, Contents=CONTENT
    )
    note.AP = pikepdf.Object.parse(b"<< /N << /Pr\xe9nom /Pr\xe9nom >> >>")  # names are seldom in UTF-8
    script = Dictionary(S=Name.JavaScript, JS=f"app.alert('{PLANTED}')")
    act = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=script)
    signature = made.make_indirect(
        Dictionary(Type=Name.Sig, Name=PLANTED, ByteRange=Array([0, 1, 2, 3]), Contents=PLANTED)
    )
    signed = made.make_indirect(Dictionary(FT=Name.Sig, T="signed", V=signature))
    where = Dictionary(S=Name.URI, URI=f"file:///home/{PLANTED}/a.pdf")
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=where)
    page.obj.Annots = Array([made.make_indirect(note), act, link])
    made.Root.AcroForm = Dictionary(Fields=Array([signed]), SigFlags=3, XFA=Stream(made, PLANTED.encode()))
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=PLANTED)
    made.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary(Order=Array([]), Creator=PLANTED))
    made.attachments[f"{PLANTED}.txt"] = PLANTED.encode()
    made.docinfo["/Author"] = PLANTED
    with made.open_metadata() as about:
        about["dc:creator"] = [PLANTED]
    made.save(out, encryption=locked or False)
    return out.getvalue()


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip of these; its comment holds a planted word too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
        package.comment = PLANTED.encode()
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _related(**targets: str) -> str:
    """A relationship of each type to its target; its id is the type."""
    mode = {True: ' TargetMode="External"', False: ""}
    all_ = "".join(
        f'<Relationship Id="{word}" Type="{_TYPE}/{word}" Target="{target}"{mode[":" in target]}/>'
        for word, target in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all_}</Relationships>'


def docx_members(main: str = f"{_MAIN}.document.main+xml") -> dict[str, bytes | str]:
    """Properties, a comment, tracked changes, people, a template on a disk, an embedded file, a photograph."""
    by = f'w:author="{PLANTED}" w:date="2024-05-06T07:08:09Z" w:id="1"'
    parts = {"/word/document.xml": main, "/docProps/core.xml": "application/vnd.core+xml"}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{type_}"/>' for part, type_ in parts.items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _related(
            officeDocument="word/document.xml", **{"core-properties": "docProps/core.xml"}
        ),
        "docProps/core.xml": f"<core>{PLANTED}</core>",
        "docProps/app.xml": f"<app>{PLANTED}</app>",
        "word/document.xml": f"<w:document {_W} {_R}><w:body><!-- {PLANTED} -->"
        f'<w:p w:rsidR="00AB12CD"><w:ins {by}><w:r><w:t>{CONTENT} </w:t></w:r></w:ins><w:del {by}><w:r>'
        f"<w:delText>{CONTENT}</w:delText></w:r></w:del><w:hyperlink r:id='hyperlink'><w:r><w:t>{CONTENT}</w:t></w:r>"
        f'</w:hyperlink></w:p><w:object><o:OLEObject xmlns:o="o" r:id="package" title="{PLANTED}"/></w:object>'
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": _related(
            comments="comments.xml", people="people.xml", settings="settings.xml", image="media/image1.jpeg",
            package="embeddings/sheet.xlsx", hyperlink=f"file:///C:/Users/{PLANTED}/a.docx",
        ),
        "word/comments.xml": f'<w:comments {_W}><w:comment {by} w:initials="{PLANTED}"><w:p><w:r><w:t>{CONTENT}'
        "</w:t></w:r></w:p></w:comment></w:comments>",
        "word/people.xml": f"<people>{PLANTED}</people>",
        "word/settings.xml": f'<w:settings {_W} {_R}><w:attachedTemplate r:id="attachedTemplate"/><w:rsids>'
        '<w:rsid w:val="00AB12CD"/></w:rsids></w:settings>',
        "word/_rels/settings.xml.rels": _related(attachedTemplate=f"file:///C:/{PLANTED}.dotm"),
        "word/embeddings/sheet.xlsx": zipped({"a": PLANTED}),
        "word/media/image1.jpeg": jpeg(),
        "word/hidden.xml": f"<hidden>{PLANTED}</hidden>",
    }  # fmt: skip


def odt_members() -> dict[str, bytes | str]:
    """Properties, an annotation, tracked changes, a printer, a picture of the first page, an object, a photograph."""
    who = f"<dc:creator>{PLANTED}</dc:creator><dc:date>2024-05-06T07:08:09</dc:date>"
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "text", "meta", "config", "draw", "manifest")
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="text/xml"/>'
        for path in ("/", "content.xml", "meta.xml", "settings.xml", "Thumbnails/thumbnail.png")
    )
    return {
        "mimetype": Kind.ODT.media_type,
        "content.xml": f"<office:document-content {spaces}><office:scripts>{PLANTED}</office:scripts><office:body>"
        f"<office:text><text:tracked-changes><text:changed-region><text:insertion><office:change-info>{who}"
        f"</office:change-info></text:insertion></text:changed-region></text:tracked-changes><text:p>{CONTENT} "
        f"<office:annotation>{who}<meta:creator-initials>{PLANTED}</meta:creator-initials><text:p>{CONTENT}</text:p>"
        f"</office:annotation>{CONTENT}<text:a xlink:href='file:///home/{PLANTED}'>{CONTENT}</text:a></text:p>"
        f'<draw:frame><draw:object-ole xlink:href="./Object 1"/>{CONTENT}</draw:frame></office:text></office:body>'
        "</office:document-content>",
        "meta.xml": f"<meta>{PLANTED}</meta>",
        "settings.xml": f'<office:settings {spaces}><config:config-item config:name="PrinterName">{PLANTED}'
        "</config:config-item></office:settings>",
        "Thumbnails/thumbnail.png": png(),
        "Object 1": PLANTED,
        "Pictures/photo.jpg": jpeg(),
        "META-INF/manifest.xml": f"<manifest:manifest {spaces}>{listed}</manifest:manifest>",
    }


def all_kinds() -> dict[Kind, bytes]:
    """One planted file of each kind."""
    return {
        Kind.PDF: pdf(),
        Kind.DOCX: zipped(docx_members()),
        Kind.ODT: zipped(odt_members()),
        Kind.PNG: png(),
        Kind.JPEG: jpeg(),
    }
