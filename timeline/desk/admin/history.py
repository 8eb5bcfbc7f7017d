"""Revisions: the list of everything that was done, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk.admin.lists import Listed
from timeline.desk.numbers import number
from timeline.desk.templatetags.desk import moment
from timeline.events.history import catch_up, current_revision
from timeline.events.history.models import How, Revision
from timeline.events.history.restore import undo
from timeline.events.history.words import Names, differences

if TYPE_CHECKING:
    from django.urls import URLPattern

SHOWN = 50
"""Versions on a page: an import has thousands."""


@admin.register(Revision)
class RevisionAdmin(Listed):
    list_display = ["number", "when", "who", "how", "reason", "size"]
    list_filter = ["how", ("by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["reason", "by_name", "versions__slug"]
    date_hierarchy = "at"
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is not deleted."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).annotate(count=Count("versions"))

    @admin.display(description=gettext_lazy("revision"), ordering="pk")
    def number(self, one: Revision) -> str:
        return f"#{one.pk}"

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, one: Revision) -> str:
        return moment(one.at)

    @admin.display(description=gettext_lazy("who"), ordering="by_name")
    def who(self, one: Revision) -> str:
        return one.who

    @admin.display(description=gettext_lazy("records"), ordering="count")
    def size(self, one: Revision) -> int:
        return one.count  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name="events_revision_undo"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        catch_up()
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One revision: what it did to each record."""
        one = Revision.objects.filter(pk=number(object_id or "") or 0).first()
        if object_id is None or not self.has_view_permission(request, one):
            # Revisions are made by what editors do, never by hand.
            raise PermissionDenied
        if one is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        pages = Paginator(one.versions.select_related("previous").order_by("pk"), SHOWN)
        page = pages.get_page(request.GET.get("p"))
        names = Names([state for version in page for state in (version.state, version.previous.state if version.previous else None)])
        for version in page:
            version.differences = differences(version.previous.state if version.previous else None, version.state, names)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revision %d") % one.pk,
            "subtitle": one.reason,
            "opts": self.opts,
            "original": one,
            "page": page,
            "may_undo": request.user.has_perm("events.undo_revision"),
            "undone_by": one.undone_by.first(),
        }
        return TemplateResponse(request, "desk/revision.html", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = Revision.objects.filter(pk=pk).first()
        if not request.user.has_perm("events.undo_revision"):
            raise PermissionDenied
        if one is None or request.method != "POST":
            return HttpResponseRedirect(reverse("admin:events_revision_changelist"))
        reason = request.POST.get("reason", "").strip() or _("Undoes revision %d.") % one.pk
        draft = current_revision()
        if draft is not None:
            draft.how, draft.reason, draft.undoes = How.UNDO, reason, one
            # What was there before was public before: going back to it is not publishing.
            draft.checks.clear()
        # What it refuses is told by the site, which takes back whatever was written by then.
        undo(one, request.user, reason)
        messages.success(request, _("Revision %d is undone.") % one.pk)
        return HttpResponseRedirect(reverse("admin:events_revision_changelist"))
