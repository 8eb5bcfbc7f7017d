"""The admin site: every request that writes is one act in the record's history, all of it or nothing."""

from __future__ import annotations

from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from timeline.desk.access import LoginForm, TwoStep, may_write, must_verify
from timeline.desk.numbers import number
from timeline.events import merging, publishing
from timeline.events.history import ReasonMissingError, revision
from timeline.events.history.models import How
from timeline.events.history.restore import CannotGoBackError

if TYPE_CHECKING:
    from collections.abc import Callable


REFUSALS = (merging.CannotMergeError, ReasonMissingError, publishing.NotReadyError, publishing.NotAllowedError, CannotGoBackError)
"""What the record itself refuses when an act ends; each says why in a sentence."""


class DeskSite(admin.AdminSite):
    site_header = _("Iraq · Iran · US timeline: desk")
    site_title = _("Timeline desk")
    index_title = _("Today")
    index_template = "desk/index.html"
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff; and those who are asked for a second step only after it."""
        user: Any = request.user
        return super().has_permission(request) and (user.is_verified() or not must_verify(user))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        user: Any = request.user
        if request.method == "GET" and super().has_permission(request) and not user.is_verified() and must_verify(user):
            return HttpResponseRedirect(reverse("admin:desk_two_step"))
        return super().login(request, extra_context)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        return super().admin_view(in_one_act(view), cacheable)

    def get_urls(self) -> list[Any]:
        from timeline.desk.importing.views import Imports

        imports = Imports(self)
        steps = {
            "": imports.show,
            "columns/": imports.name_columns,
            "step/": imports.step,
            "decide/": imports.decide,
            "apply/": imports.apply,
            "progress/": imports.progress,
            "discard/": imports.discard,
        }
        return [
            path("two-step/", never_cache(TwoStep(self).view), name="desk_two_step"),
            path("find/<slug:what>/", self.admin_view(self.find), name="desk_find"),
            # Before Django's own, which leads whoever is staff to whatever is there: a draft's address is its title.
            path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"),
            path("import/", self.admin_view(imports.start), name="desk_imports"),
            *(
                path(f"import/<int:pk>/{step}", self.admin_view(view), name=f"desk_import{'_' + step.strip('/') if step else ''}")
                for step, view in steps.items()
            ),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What there is to change; what other packages brought is called as their admin here calls it."""
        listed = super().get_app_list(request, app_label)
        for app in listed:
            for model in app["models"]:
                model["name"] = getattr(self._registry[model["model"]], "listed_as", "") or model["name"]
        return listed

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The day's queue: what waits, what needs attention, what was done."""
        from timeline.desk import queue

        return super().index(request, {**queue.of(request.user), **(extra_context or {})})

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> Any:
        """On to a record's public page, for those who may see the record here."""
        kind = ContentType.objects.filter(pk=number(content_type_id) or 0).first()
        if kind is None:
            # Django reads a number where there is none for us, as in “+7”, and asks nobody's permission.
            raise Http404
        if not request.user.has_perm(f"{kind.app_label}.view_{kind.model}"):
            raise PermissionDenied
        return shortcut(request, kind.pk, object_id)

    def find(self, request: HttpRequest, what: str) -> JsonResponse:
        """What may be meant by the words typed into a field that names a record."""
        from timeline.desk.names import FINDERS

        if what not in FINDERS:
            raise Http404(_("Nothing of this kind can be looked for."))
        if not may_write(request.user):
            # Drafts are among what is found.
            raise PermissionDenied
        text = request.GET.get("q", "")[:400].strip()
        found = FINDERS[what].search(text) if text else []
        return JsonResponse({"found": [asdict(one) for one in found]})


def storable(sent: QueryDict) -> QueryDict:
    """What was sent with a sign in place of each zero byte: PostgreSQL stores none, and takes no question with one in it.

    An empty `_to_field` is left out: Django looks for a field by that name, and fails.
    """
    if sent.get("_to_field") != "" and not any("\x00" in value for _name, values in sent.lists() for value in values):
        return sent
    told = sent.copy()
    if not told.get("_to_field"):
        told.pop("_to_field", None)
    for name, values in told.lists():
        told.setlist(name, [value.replace("\x00", "\ufffd") for value in values])
    return told


def in_one_act(view: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever a request writes is one revision by its editor, with the reason that the form gives."""

    @wraps(view)
    def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = storable(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = storable(request.POST)  # type: ignore[assignment]
        if any(number(one) is None for one in request.POST.getlist("_selected_action")):
            # Django would ask the database for a record by that name, and fail.
            kept = request.POST.copy()
            kept.setlist("_selected_action", [one for one in kept.getlist("_selected_action") if number(one) is not None])
            request.POST = kept  # type: ignore[assignment]
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        how = How.BULK if "action" in request.POST and "_selected_action" in request.POST else How.FORM
        try:
            with revision(by=request.user, how=how, reason=request.POST.get("reason", "")) as draft:
                draft.checks.append(publishing.check_version)
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render) and not response.is_rendered:
                    # Rendered here, so that what a template asks is asked of one state of the record.
                    response = response.render()
                return response
        except REFUSALS as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.get_full_path())

    return act
