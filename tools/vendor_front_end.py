"""Fetch the front-end files that are committed, and write down where each came from.

Run by a maintainer after changing a version here; an installation never runs it:

    python tools/vendor_front_end.py

Needs npm. Each package is packed by `npm pack` at the exact version, the files named here are taken out,
and `dieuphoi/web/static/vendor/manifest.json` gets name, version, licence and the sha256 of every file.
(htmx is not here: it comes with the Python package django-htmx. The map of the provinces was dissolved
from the shapes of its package and completed by hand: its entry is kept as it stands.)
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = Path("dieuphoi/web/static/vendor")
MANIFEST = VENDOR / "manifest.json"
_SOURCE_MAP = re.compile(rb"\s*/\*# sourceMappingURL=[^*]*\*/\s*$")


@dataclass(frozen=True)
class Package:
    """An npm package and the files of it that we keep: path inside the archive, path in the repository."""

    name: str
    version: str
    files: dict[str, Path]


PACKAGES = [
    Package(
        "@tabler/core",
        "1.6.1",
        {"dist/css/tabler.min.css": VENDOR / "tabler/tabler.min.css"},
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        {"LICENSE": VENDOR / "inter/LICENSE"}
        | {
            f"files/inter-{subset}-wght-normal.woff2": VENDOR / f"inter/inter-{subset}.woff2"
            for subset in ("vietnamese", "latin", "latin-ext")
        },
    ),
    Package(
        "axe-core",
        "4.14.0",
        {
            "axe.min.js": Path("tests/browser/vendor/axe.min.js"),
            "LICENSE": Path("tests/browser/vendor/axe-LICENSE"),
        },
    ),
]


def main() -> None:
    """Fetch every package and write the manifest."""
    fetched = {package.name for package in PACKAGES}
    before = json.loads((ROOT / MANIFEST).read_text(encoding="utf-8"))
    manifest = [vendor(package) for package in PACKAGES]
    manifest += [entry for entry in before if entry["name"] not in fetched]
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (ROOT / MANIFEST).write_text(text + "\n", encoding="utf-8")


def vendor(package: Package) -> dict[str, object]:
    """Write the package's files into the repository; answer its entry of the manifest."""
    with tempfile.TemporaryDirectory() as folder, _archive(package, Path(folder)) as archive:
        licence = json.loads(_read(archive, "package.json"))["license"]
        files = []
        for inside, target in package.files.items():
            content = _without_source_map(_read(archive, inside))
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / target).write_bytes(content)
            files.append({"path": target.as_posix(), "sha256": hashlib.sha256(content).hexdigest()})
    return {
        "name": package.name,
        "version": package.version,
        "licence": licence,
        "files": files,
    }


def _archive(package: Package, folder: Path) -> tarfile.TarFile:
    wanted = f"{package.name}@{package.version}"
    packed = subprocess.run(  # noqa: S603 - the names are the constants above
        ["npm", "pack", "--silent", wanted],  # noqa: S607 - npm lies where the maintainer has it
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return tarfile.open(folder / packed.stdout.strip())


def _read(archive: tarfile.TarFile, inside: str) -> bytes:
    member = archive.extractfile(f"package/{inside}")
    if member is None:
        raise FileNotFoundError(inside)
    return member.read()


def _without_source_map(content: bytes) -> bytes:
    # The map is not shipped; the static files storage would refuse a reference to it.
    return _SOURCE_MAP.sub(b"\n", content)


if __name__ == "__main__":
    main()
