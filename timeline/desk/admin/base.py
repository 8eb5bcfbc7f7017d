"""What the admin of every record does: one save a form, nobody overwritten silently, its history at hand."""

from __future__ import annotations

import uuid
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model  # noqa: TC002 (as everywhere in the admin)
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from timeline.desk import settling
from timeline.desk.admin.lists import Listed
from timeline.desk.dates import DateTextInput
from timeline.desk.models import SentForm
from timeline.desk.numbers import number
from timeline.events.choices import Status
from timeline.events.dataset.load import load
from timeline.events.fields import FuzzyDateField
from timeline.events.history import catch_up, current_revision, token
from timeline.events.history.models import Kind, Touched, Version
from timeline.events.history.restore import CannotGoBackError, restore, write
from timeline.events.history.states import digest, kind_of, state_of, states
from timeline.events.history.words import Names, differences
from timeline.events.models import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Field
    from django.urls import URLPattern

DATES_SAY_THEMSELVES: Mapping[type[Field[Any, Any]], Mapping[str, Any]] = {FuzzyDateField: {"widget": DateTextInput(anchor="")}}
"""Every date that is typed as words shows what is understood, as the event's does."""
_NOT_TEXT = ("csrfmiddlewaretoken", "_form", "_base")


class Rows(admin.TabularInline):
    """Records that hang on another, one a row. Whoever may change the record may change them."""

    extra = 0
    template = "desk/rows.html"
    add_words: Any = ""
    formfield_overrides = DATES_SAY_THEMSELVES
    one_by_one = False
    """Whether each row is a block of its own (it has long texts) instead of a line."""

    class Media:
        js = [Script("js/desk.js", type="module")]

    def _may(self, request: HttpRequest, obj: Model | None) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_change_permission(request, obj) if obj is not None and obj.pk else parent.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj) or self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **options: Any) -> Any:
        # Rows and forms both know their request: the reader of dates, the sources added by this very form, the button pressed.
        formset = super().get_formset(request, obj, **options)
        formset.form = type(formset.form.__name__, (formset.form,), {"request": request})
        return type(formset.__name__, (formset,), {"request": request})


class RecordAdmin(Listed):
    """The admin of a record that has versions."""

    change_form_template = "desk/record_form.html"
    object_history_template = "desk/history.html"
    delete_confirmation_template = None
    formfield_overrides = DATES_SAY_THEMSELVES
    save_on_top = False

    class Media:
        js = [Script("js/desk.js", type="module")]

    def get_actions(self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST) -> Any:
        """What is done to many is done in the list, after a page that shows what it would do."""
        actions = super().get_actions(request, action_location)
        if not request.user.has_perm("events.merge_records"):
            actions.pop("merge", None)
        return actions if action_location == ActionLocation.CHANGE_LIST else {}

    # ---- saving ----

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        return type(form.__name__, (form,), {"request": request})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # The reason has a place of its own, above the buttons; in a second one, what is typed there would be lost.
        return [name for name in super().get_fields(request, obj) if name != "reason"]

    def _create_formsets(self, request: Any, obj: Any, change: bool) -> Any:
        formsets, instances = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        request.row_sets = formsets
        return formsets, instances

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows keep the order in which they stand in the form."""
        super().save_formset(request, form, formset, change)
        if any(field.name == "position" and not field.editable for field in formset.model._meta.fields):  # noqa: SLF001
            kept = [one.instance for one in formset.forms if one.instance.pk and one not in formset.deleted_forms]
            for n, row in enumerate(kept):
                if row.position != n:
                    formset.model.objects.filter(pk=row.pk).update(position=n)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST.get("_form", "")
        held = SentForm.objects.filter(token=sent, by=request.user.pk).first() if sent else None
        if held is not None and held.digest == fingerprint(request):
            messages.info(request, _("“%s” was saved already; nothing was saved twice.") % held.title)
            return HttpResponseRedirect(held.url)
        if held is not None and object_id is None:
            request.used_form = held  # type: ignore[attr-defined]
        conflict = self.overtaken(request, object_id)
        if conflict is not None:
            base, theirs = conflict
            response = self.settle(request, object_id or "", base, theirs, form_url, extra_context)
        else:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if response.status_code == 302 and sent and held is None:
            made = getattr(request, "saved_record", None)
            SentForm.objects.create(
                token=sent[:36],
                by=request.user,  # type: ignore[misc]
                digest=fingerprint(request),
                url=response["Location"][:400],
                title=str(made or "")[:200],
            )
            request.session["saved_forms"] = [*request.session.get("saved_forms", []), sent][-20:]
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        request.saved_record = obj  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        obj = options.get("obj") or context.get("original")
        used = getattr(request, "used_form", None)
        context["form_token"] = request.POST.get("_form") if request.method == "POST" and used is None else str(uuid.uuid4())
        context["base"] = request.POST.get("_base") if request.method == "POST" else token(obj) if obj is not None and obj.pk else ""
        context["used_form"] = used
        if request.method == "POST":
            context["wrong"] = wrong_fields(context["adminform"].form, getattr(request, "row_sets", ()))
        return super().render_change_form(request, context, *args, **options)

    # ---- two people on one record ----

    def overtaken(self, request: HttpRequest, object_id: str | None) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What the record was when this form was opened and what it is now, where somebody changed it in between."""
        base = request.POST.get("_base", "")
        if object_id is None or not base:
            return None
        pk = number(unquote(object_id))
        # The row is held until this request is done, so that two who save in the same moment are told one after the other.
        obj = self.model._default_manager.select_for_update().filter(pk=pk).first()  # noqa: SLF001
        if obj is None:
            return None
        now = state_of(obj)
        if digest(now) == base:
            return None
        opened = Version.objects.filter(kind=kind_of(self.model), record=obj.pk, digest=base).order_by("-pk").first()
        return (opened.state or {}, now) if opened else ({}, now)

    def settle(
        self, request: Any, object_id: str, base: dict[str, Any], theirs: dict[str, Any], form_url: str, extra: dict[str, Any] | None
    ) -> HttpResponse:
        """Show, field by field, what the other changed and what this form would."""
        point = transaction.savepoint_create()
        response = super().changeform_view(request, object_id, form_url, extra)
        if response.status_code != 302:
            # Faults in the form come first; it keeps the state that it was opened with.
            transaction.savepoint_commit(point)
            return response
        obj = self.model._default_manager.get(pk=object_id)  # noqa: SLF001
        mine, beside = state_of(obj), sources_made()
        transaction.savepoint_rollback(point)
        # "Changed successfully" was said of what has just been taken back.
        request._messages._queued_messages.clear()  # noqa: SLF001
        request.__dict__.pop("new_sources", None)
        obj = self.model._default_manager.get(pk=object_id)  # noqa: SLF001
        return self.choosing(request, obj, base, theirs, mine, beside)

    def settled(self, request: HttpRequest, obj: Any, state: dict[str, Any]) -> dict[str, Any]:
        """The chosen state, as far as this editor may choose it."""
        return state

    def choosing(
        self,
        request: HttpRequest,
        obj: Any,
        base: dict[str, Any],
        theirs: dict[str, Any],
        mine: dict[str, Any],
        beside: list[dict[str, Any]],
    ) -> HttpResponse:
        kind = kind_of(self.model)
        names = Names([base, theirs, mine])
        last = Version.objects.filter(kind=kind, record=obj.pk).select_related("revision").order_by("-pk").first()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changed by somebody else meanwhile"),
            "opts": self.opts,
            "original": obj,
            "fields": settling.fields(base, theirs, mine, names),
            "last": last.revision if last else None,
            "reason": request.POST.get("reason", ""),
            "mine": signing.dumps({"mine": mine, "beside": beside}, salt=self.salt(request, obj), compress=True),
            "theirs": digest(theirs),
            "form_token": request.POST.get("_form", ""),
            "settle_url": reverse(self.url_name("settle"), args=[obj.pk]),
        }
        return TemplateResponse(request, "desk/settle.html", context, status=409)

    def salt(self, request: HttpRequest, obj: Any) -> str:
        return f"settle:{request.user.pk}:{self.opts.label_lower}:{obj.pk}"

    def settle_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The choices made on that page, saved as one version; asked again if the record was changed once more."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or request.method != "POST":
            return HttpResponseRedirect(reverse(self.url_name("change"), args=[object_id]))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        try:
            held = signing.loads(request.POST.get("mine", ""), salt=self.salt(request, obj))
        except signing.BadSignature:
            messages.error(request, _("These choices cannot be read any more; open the form again."))
            return HttpResponseRedirect(reverse(self.url_name("change"), args=[obj.pk]))
        kind, now = kind_of(self.model), state_of(obj)
        seen = Version.objects.filter(kind=kind, record=obj.pk, digest=request.POST.get("theirs", "")).order_by("-pk").first()
        theirs = (seen.state if seen else None) or now
        merged = self.settled(request, obj, settling.merged(theirs, held["mine"], request.POST))
        unsaid = now.get("status") == Status.PUBLISHED and merged != now and not request.POST.get("reason", "").strip()
        if unsaid:
            messages.error(request, _("This is public: say why it is changed. Readers see the reason."))
        if unsaid or digest(theirs) != digest(now):
            return self.choosing(request, obj, theirs, now, merged, held["beside"])
        there = set(Source.objects.filter(slug__in=[made["slug"] for made in held["beside"]]).values_list("slug", flat=True))
        load({"sources": [made for made in held["beside"] if made["slug"] not in there]})
        write([(str(kind), obj.pk, merged)])
        messages.success(request, _("Saved as you chose."))
        request.session["saved_forms"] = [*request.session.get("saved_forms", []), request.POST.get("_form", "")][-20:]
        return HttpResponseRedirect(reverse(self.url_name("change"), args=[obj.pk]))

    # ---- history ----

    def url_name(self, name: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<path:object_id>/settle/", self.admin_site.admin_view(self.settle_view), name=f"{name}_settle"),
            path("<path:object_id>/restore/<int:version>/", self.admin_site.admin_view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Every version of the record, the newest first, each with what it changed."""
        pk = number(unquote(object_id)) or 0
        catch_up()
        obj = self.get_object(request, unquote(object_id))
        versions = list(
            Version.objects.filter(kind=kind_of(self.model), record=pk).select_related("revision", "previous").order_by("-pk")[:200]
        )
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None and not versions:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        names = Names([state for one in versions for state in (one.state, one.previous.state if one.previous else None)])
        for one in versions:
            one.differences = differences(one.previous.state if one.previous else None, one.state, names)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(obj or versions[0].title),
            "opts": self.opts,
            "object": obj,
            "object_id": pk,
            "versions": versions,
            "may_restore": self.has_change_permission(request, obj),
            "public": bool(versions and (versions[0].state or {}).get("status") in ("published", "withdrawn")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Going back to a version: what it would change, then, once confirmed, the change."""
        pk = number(unquote(object_id)) or 0
        obj = self.get_object(request, unquote(object_id))
        wanted = Version.objects.filter(pk=version, kind=kind_of(self.model), record=pk).select_related("revision").first()
        if wanted is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not (self.has_change_permission(request, obj) if obj else self.has_delete_permission(request)):
            raise PermissionDenied
        history = reverse(self.url_name("history"), args=[pk])
        if request.method == "POST":
            reason = request.POST.get("reason", "").strip() or _("Went back to the version of %s.") % f"{wanted.revision.at:%Y-%m-%d %H:%M}"
            draft = current_revision()
            if draft is not None:
                draft.reason, draft.how = reason, "restore"
            try:
                restore(wanted, request.user, reason)
            except CannotGoBackError as fault:
                messages.error(request, str(fault))
                return HttpResponseRedirect(history)
            messages.success(request, _("“%s” is again what it was in that version.") % wanted.title)
            return HttpResponseRedirect(history)
        now = state_of(obj) if obj else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Go back to this version?"),
            "subtitle": wanted.title,
            "opts": self.opts,
            "object": obj,
            "object_id": pk,
            "version": wanted,
            "differences": differences(now, wanted.state),
            "history_url": history,
        }
        return TemplateResponse(request, "desk/restore.html", context)


def wrong_fields(form: Any, row_sets: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Every field that a form came back for: what it is called, its place on the page, what is said of it."""
    found = [(str(form[name].label), _place(form[name]), errors[0]) for name, errors in form.errors.items() if name in form.fields]
    for rows in row_sets:
        heading = str(rows.model._meta.verbose_name).capitalize()  # noqa: SLF001
        found += [(heading, f"{rows.prefix}-group", said) for said in rows.non_form_errors()]
        for n, row in enumerate(rows.forms, start=1):
            for name, errors in row.errors.items():
                if name in row.fields:
                    found.append((f"{heading} {n}: {row[name].label}", _place(row[name]), errors[0]))
                else:
                    found.append((f"{heading} {n}", f"{rows.prefix}-group", errors[0]))
    return found


def _place(field: Any) -> str:
    """The id of the control; the first one's of several that make a field."""
    return str(field.id_for_label or f"{field.auto_id}_0")


def sources_made() -> list[dict[str, Any]]:
    """The sources that the form under way has added, of which no version is on record yet."""
    touched = list(Touched.objects.filter(kind=Kind.SOURCE).values_list("record", flat=True))
    known = set(Version.objects.filter(kind=Kind.SOURCE, record__in=touched).values_list("record", flat=True))
    return list(states(Kind.SOURCE, [pk for pk in touched if pk not in known]).values())


def fingerprint(request: HttpRequest) -> str:
    """The same for two sendings of one form with the same text in it."""
    text = "\x1f".join(f"{key}={value}" for key, values in sorted(request.POST.lists()) for value in values if key not in _NOT_TEXT)
    return blake2b(text.encode(), digest_size=16).hexdigest()
