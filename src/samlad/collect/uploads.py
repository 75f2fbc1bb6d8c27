"""Uploaded files on their way through a request."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

IN_MEMORY = 8_000_000
_TOO_LARGE = "upload_too_large"


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was larger than is let in; the request then has no file."""
    return bool(getattr(request, _TOO_LARGE, False))


class UnnamedFileUploadHandler(FileUploadHandler):
    """Keeps small files in memory and larger ones in a temporary file that has no name.

    What has not yet passed the guard is thus never found on the disk, whatever happens to the process.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0
        self.content = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_LIMIT:
            setattr(self.request, _TOO_LARGE, True)
            raise StopUpload(connection_reset=False)
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.content.seek(0)
        return UploadedFile(
            file=self.content,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )
