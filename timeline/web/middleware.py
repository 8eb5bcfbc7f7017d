"""The page's language stands in its address: `/ar/…`, and nothing for English, so that a link shows everyone the same page and a shared
cache keeps one copy. Files and embeds, whose address never changes, take it as `?lang=`."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
# What has one address in all languages.
UNPREFIXED = (
    *("/embed/", "/embed.", "/oembed", "/chart.", "/events.", "/sources.", "/actors.", "/storylines.", "/api/", "/static/"),
    *("/healthz", "/readyz", "/metrics", "/sitemap", "/robots.txt"),
)
EDITORS = "/admin/"
REMEMBERED = 60 * 60 * 24 * 365
"""How long a browser keeps the language that an editor chose, in seconds."""


class LanguageMiddleware:
    """Sets the language of every response from its address; on the desk, whose addresses have none, from what the editor chose there, else
    from what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        asked = request.GET.get("lang", "")
        if path.startswith(EDITORS):
            if asked in LANGUAGES and request.method in ("GET", "HEAD"):
                return chosen(request, asked)
            leave_out(request, "lang")
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
    return escape_leading_slashes(path_in_language(escape_uri_path(request.path), language)) + _query(request)


def chosen(request: HttpRequest, language: str) -> HttpResponse:
    """The same page of the desk, in the language that is kept in the browser from now on. Public pages are never sent the cookie."""
    response = HttpResponseRedirect(escape_uri_path(request.path) + _query(request))
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, REMEMBERED, path=EDITORS, secure=secure, httponly=True, samesite="Lax")
    return response


def leave_out(request: HttpRequest, name: str) -> None:
    """Goes on as if it had not been asked: a list of the desk drops all its filters for one that it does not know."""
    if name in request.GET:
        kept = request.GET.copy()
        del kept[name]
        request.GET = kept  # type: ignore[assignment]
        request.META["QUERY_STRING"] = kept.urlencode()


def _query(request: HttpRequest) -> str:
    query = [(key, value) for key, values in request.GET.lists() if key != "lang" for value in values]
    return f"?{urlencode(query)}" if query else ""
