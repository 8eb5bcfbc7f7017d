"""Pages for requests that cannot be answered: a sentence that says why, and a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    message = said or _("There is no page at this address.")
    return render(request, "web/error.html", {"title": _("Not found"), "message": message}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "web/error.html", {"title": _("This request cannot be read"), "message": str(exception)}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processors: whatever failed may be what they need.
    return HttpResponse(
        b"<!doctype html><meta charset=utf-8><title>Server error</title><h1>Something went wrong on our side</h1>"
        b"<p>The fault has been recorded. Please try again in a moment.</p>",
        status=500,
    )
