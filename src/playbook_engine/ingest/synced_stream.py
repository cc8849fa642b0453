"""Bytes as they arrive: unpacked within a limit, and cut into lines."""

import zlib
from collections.abc import Iterator

_PIECE = 1_000_000
_GZIP = 31
"""Tells zlib to expect the head and end of gzip."""


class TooMuch(ValueError):
    """More bytes than are taken."""


class NotPacked(ValueError):
    """What was said to be gzip is none, or breaks off."""


class Unpacker:
    """Takes bytes, packed or plain, and gives plain ones; never more than `limit` of them."""

    def __init__(self, limit: int, *, packed: bool) -> None:
        self._left = limit
        self._inflate = zlib.decompressobj(_GZIP) if packed else None
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the bytes hold. Raises TooMuch, NotPacked."""
        if self._inflate is None:
            yield self._counted(data)
            return
        while data:
            piece, data = self._piece(self._inflate, data)
            yield self._counted(piece)

    def end(self) -> None:
        """Raises NotPacked where something is missing."""
        if self._begun and self._inflate is not None and not self._inflate.eof:
            raise NotPacked("the gzip data breaks off")

    def _piece(self, inflate: "zlib._Decompress", data: bytes) -> tuple[bytes, bytes]:
        """Some plain bytes, and what is still packed; several packed parts may stand behind each other."""
        if inflate.eof:
            inflate = self._inflate = zlib.decompressobj(_GZIP)
        self._begun = True
        try:
            piece = inflate.decompress(data, _PIECE)
        except zlib.error:
            raise NotPacked("the body is no gzip data") from None
        return piece, inflate.unused_data if inflate.eof else inflate.unconsumed_tail

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuch
        return piece


class Lines:
    """Cuts what arrives into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are whole now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines

    def end(self) -> list[bytes]:
        """The last line, which has no end."""
        return [self._rest] if self._rest else []
