"""Stored files are looked at byte by byte: lost, changed, of another size."""

import hashlib
from pathlib import Path

import pytest

from dieuphoi.documents import storage, verification
from dieuphoi.documents.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(tmp_path: Path) -> StoredFile:
    source = tmp_path / "upload"
    source.write_bytes(b"minh hoa")
    sha256 = hashlib.sha256(b"minh hoa").hexdigest()
    return storage.keep(source, sha256=sha256, media_type="text/plain", size=8)


def test_a_file_as_it_was_kept_is_whole(stored: StoredFile) -> None:
    assert list(verification.findings()) == []


def test_a_lost_file_is_found(stored: StoredFile) -> None:
    storage.path_of(stored.sha256).unlink()
    assert list(verification.findings()) == [f"stored file {stored.sha256} is gone"]


def test_a_changed_file_is_found(stored: StoredFile) -> None:
    storage.path_of(stored.sha256).write_bytes(b"minh hoA")
    assert list(verification.findings()) == [f"stored file {stored.sha256} was changed"]


def test_a_row_of_another_size_is_found(stored: StoredFile) -> None:
    StoredFile.objects.update(size=9)
    assert list(verification.findings()) == [
        f"stored file {stored.sha256} has not the size of its row"
    ]
