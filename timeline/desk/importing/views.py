"""Walking an editor through an import: the file, its columns, its rows, the decision."""

from __future__ import annotations

import json
from datetime import date
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.importing import columns, planning
from timeline.desk.importing.reading import Unreadable, read, too_large
from timeline.desk.models import ColumnMapping, Import, ImportRow
from timeline.desk.numbers import number
from timeline.events.dataset.check import DatasetError
from timeline.events.dataset.load import load
from timeline.events.dataset.records import ARRAYS
from timeline.events.history import current_revision
from timeline.events.history.models import How

if TYPE_CHECKING:
    from pathlib import Path

    from django.contrib.admin import AdminSite

PAGE = 50
Verdict = ImportRow.Verdict


def day_of(text: str) -> date | None:
    """The day typed into a field of its own; nothing where it was left empty."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unreadable(_("“%s” is no day. Write it as 2025-10-22.") % text[:40]) from None


class Imports:
    """The views, for the admin site that they belong to."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {**self.site.each_context(request), **more}

    @staticmethod
    def allow(request: HttpRequest) -> None:
        if not request.user.has_perm("events.import_event"):
            raise PermissionDenied

    def job(self, request: HttpRequest, pk: int) -> Import:
        self.allow(request)
        job = Import.objects.filter(pk=pk).select_related("revision").first()
        if job is None:
            raise Http404(_("There is no such import."))
        return job

    def start(self, request: HttpRequest) -> HttpResponse:
        """The imports so far, and a file for a new one."""
        self.allow(request)
        fault = ""
        if request.method == "POST":
            try:
                return HttpResponseRedirect(reverse("admin:desk_import", args=[self.take(request).pk]))
            except Unreadable as said:
                fault = str(said)
        context = self.context(request, title=_("Import events"), imports=Import.objects.select_related("by", "revision")[:30], fault=fault)
        return TemplateResponse(request, "desk/import_start.html", context, status=400 if fault else 200)

    def take(self, request: HttpRequest) -> Import:
        """Keep the rows of the file that was sent. A file that turns out unreadable halfway leaves nothing behind."""
        if getattr(request, "upload_refused", False):
            raise too_large()
        file = request.FILES.get("file")
        if file is None:
            raise Unreadable(_("Choose a file first."))
        table = read(file, file.name or "", file.size or 0)  # type: ignore[arg-type]
        job = Import(by=request.user, name=(file.name or _("a file"))[:200], headers=table.headers, dataset=table.dataset)  # type: ignore[misc]
        job.anchor = day_of(request.POST.get("anchor", ""))
        remembered = ColumnMapping.objects.filter(signature=columns.signature(table.headers)).first()
        job.mapping = remembered.mapping if remembered else columns.guess(table.headers)
        if table.dataset is not None:
            job.stage = Import.Stage.READY
            job.total = job.checked = sum(len(rows) for rows in table.dataset.values() if isinstance(rows, list))
            job.save()
            return job
        # Some rows in memory at a time; what turns out unreadable halfway takes back what was kept by then.
        with transaction.atomic():
            job.save()
            for some in batched(table.rows, 500, strict=False):
                ImportRow.objects.bulk_create(ImportRow(of=job, number=number, cells=cells) for number, cells in some)
                job.total += len(some)
            if not job.total:
                raise Unreadable(_("The file has headers, but no rows."))
            job.save(update_fields=["total"])
        return job

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where an import stands: its columns, its rows, or what it did."""
        job = self.job(request, pk)
        if job.stage == Import.Stage.MAPPING:
            sample = list(job.rows.values_list("cells", flat=True)[:3])
            known = [
                (n, header, job.mapping[n] if n < len(job.mapping) else "", [cells[n] for cells in sample])
                for n, header in enumerate(job.headers)
            ]
            context = self.context(
                request,
                title=_("What the columns are"),
                job=job,
                columns=known,
                fields=columns.FIELDS.items(),
                timelinejs=columns.is_timelinejs(job.headers),
            )
            return TemplateResponse(request, "desk/import_columns.html", context)
        return self.preview(request, job)

    def preview(self, request: HttpRequest, job: Import) -> HttpResponse:
        counts = dict(job.rows.order_by().values_list("verdict").annotate(Count("pk")))
        wanted = request.GET.get("verdict", "")
        rows = job.rows.filter(verdict=wanted) if wanted in Verdict.values else job.rows.exclude(verdict="")
        page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
        shown = [n for n, name in enumerate(job.mapping) if name]
        for row in page:
            row.shown = [(row.cells[n], row.faults.get(job.mapping[n], "")) for n in shown]  # type: ignore[attr-defined]
            # A fault of a column that the file does not have is told beside the row.
            row.other = [said for name, said in row.faults.items() if name not in job.mapping]  # type: ignore[attr-defined]
        context = self.context(
            request,
            title=job.name,
            job=job,
            page=page,
            shown=[job.headers[n] for n in shown],
            counts=[(value, label, counts.get(value, 0)) for value, label in Verdict.choices],
            wanted=wanted,
            refused=counts.get(Verdict.REFUSED, 0),
            duplicates=counts.get(Verdict.DUPLICATE, 0),
            writes=counts.get(Verdict.NEW, 0) + counts.get(Verdict.CHANGED, 0),
            names=planning.unknown_names(job) if job.stage == Import.Stage.READY and job.dataset is None else [],
            faults=getattr(request, "faults", ()),
        )
        return TemplateResponse(request, "desk/import_rows.html", context)

    def name_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(request, pk)
        if request.method == "POST" and job.stage != Import.Stage.APPLIED and job.dataset is None:
            anchor = fault = None
            try:
                anchor = day_of(request.POST.get("anchor", ""))
            except Unreadable as said:
                fault = str(said)
            chosen = [request.POST.get(f"column-{n}", "") for n in range(len(job.headers))]
            chosen = [name if name in columns.FIELDS else "" for name in chosen]
            twice = {name for name in chosen if name and chosen.count(name) > 1}
            if job.stage == Import.Stage.MAPPING:
                # Kept also where something is wrong with it: the page comes back as it was filled in.
                job.mapping = chosen
                job.save(update_fields=["mapping"])
            if fault:
                messages.error(request, fault)
            elif twice:
                messages.error(request, _("Two columns are the same thing: %s.") % ", ".join(str(columns.FIELDS[name]) for name in twice))
            elif "title" not in chosen and "slug" not in chosen:
                messages.error(request, _("One column must be the title, or the address of events that are on record."))
            else:
                job.mapping, job.stage, job.checked = chosen, Import.Stage.CHECKING, 0
                job.anchor = anchor or job.anchor
                job.save()
                job.rows.update(verdict="")
                ColumnMapping.objects.update_or_create(signature=columns.signature(job.headers), defaults={"mapping": chosen})
        return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))

    def step(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look at some more rows. The page asks for the next step as long as there are any."""
        job = self.job(request, pk)
        if request.method == "POST" and job.stage == Import.Stage.CHECKING:
            planning.look(job)
        if request.headers.get("HX-Request"):
            return TemplateResponse(request, "desk/import_progress.html", {"job": job})
        return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who is meant by the names that nobody bears, and which rows are different events after all."""
        job = self.job(request, pk)
        if request.method == "POST" and job.stage == Import.Stage.READY:
            actors = dict(job.choices.get("actors", {}))
            n = 0
            while (name := request.POST.get(f"name-{n}")) is not None:
                if slug := request.POST.get(f"means-{n}"):
                    actors[name] = slug
                n += 1
            keep = {*job.choices.get("keep", []), *(row for one in request.POST.getlist("keep") if (row := number(one)) is not None)}
            job.choices = {"actors": actors, "keep": sorted(keep)}
            job.rows.filter(verdict__in=[Verdict.REFUSED, Verdict.DUPLICATE]).update(verdict="")
            job.stage = Import.Stage.CHECKING
            job.save()
        return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))

    def apply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All of it or nothing, as one revision."""
        job = self.job(request, pk)
        if request.method != "POST" or job.stage != Import.Stage.READY:
            return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))
        left_out = job.rows.filter(verdict__in=[Verdict.REFUSED, Verdict.DUPLICATE]).count()
        if left_out and not request.POST.get("leave_out"):
            said = ngettext(
                "%d row cannot be taken as it is. Put it right in the file, or tick that it is left out.",
                "%d rows cannot be taken as they are. Put them right in the file, or tick that they are left out.",
                left_out,
            )
            messages.error(request, said % left_out)
            return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))
        draft = current_revision()
        assert draft is not None  # noqa: S101 (the site opens one for every POST)
        draft.how = How.IMPORT
        draft.reason = request.POST.get("reason", "").strip() or _("Import of %s") % job.name
        data = job.dataset or planning.data_of(job, job.rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).iterator(500))
        if job.dataset is not None:
            # A file brings drafts, whatever it says of its events; the ones on record keep their own status.
            data = {**data, "events": [as_draft(one) for one in data.get("events", [])]}
        progress = Progress(progress_file(job), data)
        draft.progress = progress
        # After the versions, which are made when this is over.
        transaction.on_commit(progress.end)
        try:
            load(data, progress)
        except DatasetError as error:
            # The record as it is by now refuses it: somebody was faster, or the file was never right.
            request.faults = [str(fault) for fault in error.faults[:50]]  # type: ignore[attr-defined]
            return self.preview(request, job)
        job.stage, job.revision = Import.Stage.APPLIED, draft.revision()
        job.save()
        messages.success(request, _("The import is done. It can be undone as a whole."))
        return HttpResponseRedirect(reverse("admin:desk_import", args=[pk]))

    def progress(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far applying has come, for the page that waits for it."""
        self.allow(request)
        try:
            return JsonResponse(json.loads(progress_file(pk).read_text()))
        except (OSError, ValueError):
            return JsonResponse({})

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(request, pk)
        if request.method == "POST" and job.stage != Import.Stage.APPLIED:
            job.delete()
            messages.info(request, _("The import is thrown away; nothing of it was on record."))
        return HttpResponseRedirect(reverse("admin:desk_imports"))


def as_draft(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    from timeline.events.models import Event

    held = Event.objects.filter(slug=record.get("slug")).values_list("status", flat=True).first()
    return record | {"status": held or "draft"}


class Progress:
    """Writes how far a load has come where another request can read it: the transaction shows nothing before its end.

    Each record is written and has its version made, and each event is joined to what it names: one bar for all of these.
    """

    def __init__(self, file: Path, data: dict[str, Any]) -> None:
        self.file = file
        self.file.parent.mkdir(parents=True, exist_ok=True)
        records = sum(len(data.get(array) or []) for array in ARRAYS)
        self.total = 2 * records + len(data.get("events") or [])
        self.done: dict[str, int] = {}
        self.write()

    def __call__(self, what: str, done: int, total: int = 0) -> None:
        self.done[what] = done
        self.write()

    def write(self) -> None:
        self.file.write_text(json.dumps({"done": min(sum(self.done.values()), self.total), "total": self.total}))

    def end(self) -> None:
        self.file.unlink(missing_ok=True)


def progress_file(job: Import | int) -> Path:
    return settings.DATA_DIR / "imports" / f"{job if isinstance(job, int) else job.pk}.json"
