"""HTTP: sessions, tokens, CSRF, pages by phases, the base of REST, and the middleware around them."""

from okno.http.compose import compose, folder, raw
from okno.http.failures import Show
from okno.http.page import Page, page
from okno.http.permission import Guarded
from okno.http.redirect import local, see
from okno.http.visit import Visit, visit_of

__all__ = ["Guarded", "Page", "Show", "Visit", "compose", "folder", "local", "page", "raw", "see", "visit_of"]
