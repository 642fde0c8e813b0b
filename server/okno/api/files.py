"""Files: where their bytes lie, and the headers with which they go to a browser. Who may have one is asked before."""

from okno.files import File, headers, open_path

__all__ = ["File", "headers", "open_path"]
