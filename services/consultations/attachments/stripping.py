"""Taking out of a file what it says about who made it, when, where and with what."""

from typing import BinaryIO

from services.consultations.attachments.formats.docx import strip_docx
from services.consultations.attachments.formats.images import strip_image
from services.consultations.attachments.formats.odt import strip_odt
from services.consultations.attachments.formats.packages import opened
from services.consultations.attachments.formats.pdf import strip_pdf
from services.consultations.attachments.verdicts import Kind, reading


def strip(file: BinaryIO, kind: Kind, out: BinaryIO) -> None:
    """The same content without metadata, into ``out``: the same bytes whenever the same file comes.

    ``kind`` is what ``judge`` said. Raises ``Unfit`` where the file turns out to be broken deeper inside.
    """
    with reading(kind):
        match kind:
            case Kind.PDF:
                strip_pdf(file, out)
            case Kind.PNG | Kind.JPEG:
                strip_image(file, kind, out)
            case Kind.DOCX | Kind.ODT:
                with opened(file) as package:
                    (strip_docx if kind is Kind.DOCX else strip_odt)(package, out)
