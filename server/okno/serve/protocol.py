"""HTTP as web workers speak it: the protocol of uvicorn, with a limit of the head of a request.

uvicorn limits heads with h11 only; with httptools an address or a header that never ends would fill the memory.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024
"""The longest request line with all headers; what is read at once may be somewhat more."""
_TOO_LONG = "The head of the request is too long."


class Protocol(HttpToolsProtocol):
    """One connection."""

    _in_head = False
    _began = False
    """Whether the head began in the piece that is being read: what was before it in that piece does not count."""
    _head = 0

    def data_received(self, data: bytes) -> None:
        """Takes a piece of what the client sends."""
        self._began = False
        super().data_received(data)
        if self._in_head and not self._began:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response(_TOO_LONG)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._began, self._head = True, True, 0

    def on_headers_complete(self) -> None:
        """The head is whole. What this raises, uvicorn answers with 400."""
        self._in_head = False
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise ValueError(_TOO_LONG)
        super().on_headers_complete()
