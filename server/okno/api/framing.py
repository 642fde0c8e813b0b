"""Pages inside of pages of others: routes made with `page(..., public=True, embedded=True)`.

Such a page knows nobody, reads and sets no cookie, and nobody may frame it until `let_in(self.visit, origins)` says
whose pages may. Its forms carry a proof of their own; the core has looked at the origin of what they send.
"""

from okno.http.framing import let_in, origin_of

__all__ = ["let_in", "origin_of"]
