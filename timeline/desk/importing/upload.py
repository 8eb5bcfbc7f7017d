"""A bound on what is uploaded, held while it arrives: a file that is too large is never kept, in memory or on disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from timeline.desk.importing.reading import FILE_BYTES


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own handlers. The view learns of a refusal from `request.upload_refused`."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > FILE_BYTES:
            self.request.upload_refused = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
