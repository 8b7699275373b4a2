"""Where an upload lies until the guard has seen it: in quarantine, under a random name."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class QuarantineHandler(TemporaryFileUploadHandler):
    """As Django's, but nothing of the file's own name is in the name it lies under."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file in quarantine; the name it was sent with is kept in memory only."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = TemporaryUploadedFile(
            "upload", self.content_type, 0, self.charset, self.content_type_extra
        )
        self.file.name = self.file_name
