"""Files made in code: good ones, and those that a stranger might send."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

import docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = {
    "docx": (
        "/word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": (
        "/xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
}

Parts = dict[str, str | bytes]


def content_types(kind: str, *more: tuple[str, str]) -> str:
    """The list of content types of a package, with more parts where wanted."""
    listed = "".join(
        f'<Override PartName="{part}" ContentType="{type_}"/>'
        for part, type_ in (_TYPES[kind], *more)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f"{listed}</Types>"
    )


def archive(parts: Parts) -> bytes:
    """A zip archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def paragraph(*runs: str) -> str:
    """A Word paragraph whose text is cut into these runs."""
    return f"<w:p>{''.join(f'<w:r><w:t>{escape(run)}</w:t></w:r>' for run in runs)}</w:p>"


def word_of(body: str = "", extra: Parts | None = None, types: str = "") -> bytes:
    """A .docx with this body, and these other parts."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return archive(
        {
            "[Content_Types].xml": types or content_types("docx"),
            "word/document.xml": document,
            **(extra or {}),
        }
    )


def sheet_of(extra: Parts | None = None, types: str = "") -> bytes:
    """An .xlsx with one sheet, and these other parts."""
    workbook = f'<workbook xmlns="{SHEET}"><sheets><sheet name="Phụ lục"/></sheets></workbook>'
    return archive(
        {
            "[Content_Types].xml": types or content_types("xlsx"),
            "xl/workbook.xml": workbook,
            **(extra or {}),
        }
    )


def word(*paragraphs: str) -> bytes:
    """A .docx as a usual program writes it, with styles, properties and a thumbnail."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def package(members: Parts) -> bytes:
    """A .docx that holds these members too."""
    return word_of(extra=members)


def bomb(size: int = 60_000_000) -> bytes:
    """A part of so many spaces, a few kilobytes packed."""
    return package({"word/styles.xml": b" " * size})


def lying_bomb(size: int = 60_123_457) -> bytes:
    """The same, but the archive's list says that the part is a hundred bytes long."""
    return bomb(size).replace(struct.pack("<I", size), struct.pack("<I", 100))


def locked_zip() -> bytes:
    """A .docx whose members are marked as encrypted, in both places where a zip says so."""
    data = bytearray(word_of(paragraph("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    return bytes(data)


def locked() -> bytes:
    """What Office writes for a file with a password: an OLE file with an encrypted package."""
    return ole("EncryptionInfo", "EncryptedPackage")


def ole(*names: str) -> bytes:
    """An OLE file with entries of these names."""
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le") + bytes(32) for name in names)


def pdf(
    *pages: Sequence[tuple[int, int, str]],
    catalog: str = "",
    trailer: str = "",
    page: str = "",
    objects: Sequence[bytes] = (),
    title: str = "",
) -> bytes:
    """A PDF whose pages hold these texts at these places; more objects begin with number 10."""
    texts = {text for lines in pages for _x, _y, text in lines}
    letters = sorted({letter for text in texts for letter in text})
    told = "\n".join(f"<{ord(c):04X}> <{ord(c):04X}>" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange {len(letters)} beginbfchar\n{told}\nendbfchar endcmap end"
    ).encode()
    first = 20 + len(objects)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    made: dict[int, bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]"
        b"/ToUnicode 5 0 R>>",
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 600/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R>>",
        5: stream(cmap),
        6: b"<</Type/FontDescriptor/FontName/X/Flags 4/Ascent 800/Descent -200>>",
        7: b"<</Title <FEFF" + title.encode("utf-16-be").hex().encode() + b">>>",
    }
    made.update({10 + n: content for n, content in enumerate(objects)})
    for n, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm {shown(text)} Tj ET " for x, y, text in lines
        )
        made[first + 2 * n] = (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {first + 2 * n + 1} 0 R {page}>>"
        ).encode()
        made[first + 2 * n + 1] = stream(drawn.encode())
    return _pdf_file(made, trailer)


def shown(text: str) -> str:
    """The text as the page's font writes it."""
    return f"<{text.encode('utf-16-be').hex()}>"


def stream(content: bytes, entries: str = "") -> bytes:
    """A packed stream object."""
    packed = zlib.compress(content, 9)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>".encode()
    return head + b"\nstream\n" + packed + b"\nendstream"


def endless_stream(megabytes: int) -> bytes:
    """A packed stream object of so many million zeros, made without having them in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * 1_000_000 % 65_521 << 16) | 1
    packed = b"\x78\x9c" + block * megabytes + b"\x03\x00" + struct.pack(">I", checksum)
    head = f"<</Filter/FlateDecode/Length {len(packed)}>>".encode()
    return head + b"\nstream\n" + packed + b"\nendstream"


def _pdf_file(made: dict[int, bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, content in made.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start, last = len(out), max(made) + 1
    out += f"xref\n0 {last}\n0000000000 65535 f \n".encode()
    for number in range(1, last):
        state = f"{places[number]:010d} 00000 n" if number in places else "0000000000 65535 f"
        out += f"{state} \n".encode()
    out += f"trailer\n<</Size {last}/Root 1 0 R/Info 7 0 R {trailer}>>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU"
    b"\0\0\0\nIDATx\x9cc\xf8\x0f\0\x01\x01\x01\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82"
)
