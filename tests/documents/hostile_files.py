"""Files that must not come in, made here in code: none of them is harmful by itself."""

import struct
import zipfile
from io import BytesIO

from docx import Document as WordDocument

CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def word(*paragraphs: str) -> bytes:
    """An honest Word file."""
    document = WordDocument()
    for text in paragraphs:
        document.add_paragraph(text)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def package(members: dict[str, bytes], main: str = "word/document.xml") -> bytes:
    """A zip that looks like an Office file and holds the members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        if main not in members:
            archive.writestr(main, b"<w/>")
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bomb() -> bytes:
    """Sixty megabytes of one letter, a few kilobytes packed."""
    return package({"word/media/big.xml": b"A" * 60_000_000})


def lying_bomb() -> bytes:
    """The same, with a directory that says it is small."""
    content = bytearray(bomb())
    size = struct.pack("<I", 60_000_000)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1_000)
    return bytes(content)


def entities(code: str = "utf-8") -> bytes:
    """XML that grows a thousandfold when its entities are followed, or reads a file."""
    text = (
        f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b '
        '"&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]><w>&b;&c;</w>'
    )
    return package({"word/document.xml": text.encode(code)})


def locked() -> bytes:
    """What Office writes for a file with a password: an OLE file with an encrypted package."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    )


def locked_zip() -> bytes:
    """A zip whose member says that it is encrypted."""
    content = bytearray(package({}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(magic)
        content[place + at] |= 1
    return bytes(content)
