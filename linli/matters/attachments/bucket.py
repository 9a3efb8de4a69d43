"""The store in a bucket that speaks S3."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from typing import IO, cast

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """A bucket from which a part of a file is fetched without the rest."""

    def part(self, name: str, start: int, stop: int) -> AbstractContextManager[IO[bytes]]:
        """The bytes from one up to another, to be read. Raises FileNotFoundError."""
        span = f"bytes={start}-{stop - 1}"
        try:
            answer = self.bucket.Object(self._normalize_name(name)).get(Range=span)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise
        return closing(cast(IO[bytes], answer["Body"]))
