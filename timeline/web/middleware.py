"""The page's language stands in its address: `/ar/…`, and nothing for English, so that a link shows everyone the same page and a shared
cache keeps one copy. Files and embeds, whose address never changes, take it as `?lang=`."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
# What has one address in all languages.
UNPREFIXED = (
    *("/embed/", "/embed.", "/oembed", "/chart.", "/events.", "/sources.", "/actors.", "/storylines.", "/api/", "/static/"),
    *("/healthz", "/readyz", "/metrics", "/sitemap", "/robots.txt"),
)
EDITORS = "/admin/"


class LanguageMiddleware:
    """Sets the language of every response from its address; in the admin from the editor's browser, as Django does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        asked = request.GET.get("lang", "")
        if path.startswith(EDITORS):
            language = translation.get_language_from_request(request)
        elif path.startswith(UNPREFIXED):
            language = asked if asked in LANGUAGES else settings.LANGUAGE_CODE
        elif asked in LANGUAGES and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(in_language(request, asked))
        else:
            language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            if not path.startswith(EDITORS):
                # A window that a sandboxed embed opens stays in the sandbox, where browsers show no page that isolates itself.
                response.headers.setdefault("Cross-Origin-Opener-Policy", "unsafe-none")
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def path_in_language(path: str, language: str) -> str:
    """The address of a page in another language."""
    now = translation.get_language_from_path(path)
    bare = path[len(now) + 1 :] if now else path
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def in_language(request: HttpRequest, language: str) -> str:
    query = [(key, value) for key, values in request.GET.lists() if key != "lang" for value in values]
    return path_in_language(request.path, language) + (f"?{urlencode(query)}" if query else "")
