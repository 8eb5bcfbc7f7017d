"""The API's own pages: its schema, a page that explains it, and a sentence where there is nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.formats import json
from timeline.web import exports

if TYPE_CHECKING:
    from django.http import HttpRequest

ROOT = "/api/v1/"


@cache
def schema() -> dict[str, Any]:
    """OpenAPI 3.1, as ninja reads it off the operations."""
    # Not at the top, here and below: see `Later` in timeline/web/urls_data.py.
    from timeline.web.api import api

    return dict(api.get_openapi_schema(path_prefix=ROOT))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    licence = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    own = schema()
    value = own | {"info": own["info"] | {"license": licence}, "servers": [{"url": exports.root(request)}]}
    response = HttpResponse(json.dumps(value), content_type="application/json")
    exports.open_to_all(response)
    return response


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page: every operation with its parameters and an example to follow."""
    operations = [
        {
            "path": path,
            "name": operation["operationId"].rpartition("api_")[2],
            "summary": operation["summary"],
            "parameters": [(one["name"], one["schema"].get("description", "")) for one in operation.get("parameters", [])],
            "example": "" if "{" in path else exports.root(request) + path + EXAMPLES.get(path, ""),
        }
        for path, methods in schema()["paths"].items()
        for operation in methods.values()
    ]
    context = {"section": "data", "operations": operations, "schema": reverse("api_schema"), "root": exports.root(request) + ROOT}
    return render(request, "web/api.html", context)


EXAMPLES = {
    f"{ROOT}events": "?actor=iran&from=2025&fields=title,date&limit=3",
    f"{ROOT}actors": "?side=iraq&fields=name,names",
    f"{ROOT}sources": "?actor=esmail-qaani",
    f"{ROOT}storylines": "?fields=title,event_count",
    f"{ROOT}search": "?q=Araghchi&fields=title,date",
}


def missing(request: HttpRequest, rest: str) -> HttpResponse:
    from timeline.web.api import answer

    message = _("There is nothing at this address of the API; %(page)s lists all there is.") % {"page": ROOT}
    return answer({"errors": [{"parameter": "", "given": rest, "message": message}]}, 404)
