"""Pages for requests that cannot be answered: a sentence that says why, and a way on."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from timeline.web.faults import apology, why


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    message = said or _("There is no page at this address.")
    return render(request, "web/error.html", {"title": _("Not found"), "message": message}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        # The page's frame names its own address, which this request has not.
        return HttpResponse(_("This site is not served under that name."), status=400, content_type="text/plain; charset=utf-8")
    # A query string of thousands of parameters cannot even be read, and the page's frame would try to again.
    request.GET = QueryDict()
    message = _("The address asks for something that cannot be read, or for too much at once.")
    return render(request, "web/error.html", {"title": _("This request cannot be read"), "message": message}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    # No templates and no context processors: whatever failed may be what they need.
    fault = sys.exception()
    return apology(request, why(fault) if fault else None)
