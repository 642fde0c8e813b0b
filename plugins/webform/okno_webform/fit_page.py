"""The script that a page of another site takes: it fits the height of the frame to the form in it."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from okno.api import Screen

SCRIPT = (Path(__file__).parent / "assets" / "fit.js").read_bytes()


class FitScript(Screen):
    """The script. It is public, and other sites may load it: nothing of anybody is in it."""

    async def show(self) -> Response:
        """The script as it is."""
        headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)
