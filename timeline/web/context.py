"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from timeline.web.middleware import EDITORS, in_language, path_in_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Languages with this page's address in each, and the canonical address. The addresses of the desk have no language."""
    if request.path_info.startswith(EDITORS):
        return {"desk_languages": settings.LANGUAGES}
    code = get_language() or settings.LANGUAGE_CODE
    return {
        "languages": [(other, name, in_language(request, other)) for other, name in settings.LANGUAGES],
        "language_here": dict(settings.LANGUAGES).get(code, code),
        "translations_of_page": [
            (other, request.build_absolute_uri(path_in_language(request.path, other))) for other, _name in settings.LANGUAGES
        ],
        "canonical": request.build_absolute_uri(request.path),
    }
