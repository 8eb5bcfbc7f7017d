"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from timeline.web.middleware import in_language, path_in_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Languages with this page's address in each, the canonical address, and the section of the site that the page is in."""
    if request.path_info.startswith("/admin/"):
        return {}
    code = get_language() or settings.LANGUAGE_CODE
    return {
        "languages": [(other, name, in_language(request, other)) for other, name in settings.LANGUAGES],
        "language_here": dict(settings.LANGUAGES).get(code, code),
        "translations_of_page": [
            (other, request.build_absolute_uri(path_in_language(request.path, other))) for other, _name in settings.LANGUAGES
        ],
        "canonical": request.build_absolute_uri(request.path),
    }
