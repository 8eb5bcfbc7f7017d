"""Accounts: who runs the desk may make editors, and nobody may make themselves more than they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse  # noqa: TC002 (as everywhere in the admin)
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline.desk.admin.lists import Listed
from timeline.desk.numbers import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Field

for model in (User, Group, AccessAttempt, AccessLog, AccessFailureLog, TOTPDevice):
    admin.site.unregister(model)


class Ticked(ModelMultipleChoiceField):
    """Some of all there are. What no record is numbered is none of them, where Django would ask the database for it, and fail."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if number(str(one)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(one)[:40]})
        return super().clean(value)


TICKED: Mapping[type[Field[Any, Any]], Mapping[str, Any]] = {ManyToManyField: {"form_class": Ticked, "widget": CheckboxSelectMultiple}}
"""Groups and permissions are few enough to be in sight; Django's two lists with arrows need a script, and name their buttons badly."""


@admin.register(User)
class EditorAdmin(Listed, UserAdmin):
    """Only a superuser sees or gives what is beyond the groups."""

    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    filter_horizontal = ()
    formfield_overrides = TICKED

    def get_queryset(self, request: HttpRequest) -> Any:
        everyone = super().get_queryset(request)
        return everyone if request.user.is_superuser else everyone.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        # What somebody may do, the groups say: hundreds of single permissions are hard to get right, and harder to see through later.
        hidden = {"user_permissions"} if request.user.is_superuser else {"is_superuser", "user_permissions"}
        return [(name, {**options, "fields": [field for field in options["fields"] if field not in hidden]}) for name, options in sets]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)


@admin.register(Group)
class DeskGroupAdmin(Listed, GroupAdmin):
    """What a group may do is for a superuser to say."""

    filter_horizontal = ()
    formfield_overrides = TICKED

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


class Kept(Listed):
    """What another package keeps: looked at and deleted here, under a name that says what it is."""

    listed_as: Any = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.listed_as, **(extra_context or {})})


@admin.register(AccessAttempt)
class WrongPasswordsAdmin(Kept, AccessAttemptAdmin):
    """Accounts that guesses have locked: deleting an attempt unlocks. Those that are over expire by themselves."""

    listed_as = _("Wrong passwords")
    # That of django-axes asks the request for a time that only a sign-in has.
    actions = ()


@admin.register(AccessLog)
class SignInsAdmin(Kept, AccessLogAdmin):
    listed_as = _("Who signed in")


@admin.register(AccessFailureLog)
class RefusedSignInsAdmin(Kept, AccessFailureLogAdmin):
    listed_as = _("Who was refused")


@admin.register(TOTPDevice)
class AuthenticatorsAdmin(Kept, TOTPDeviceAdmin):
    """Set up by those whose they are; deleted here when a phone is lost."""

    listed_as = _("Authenticators")
    # That of django-otp names a column, and takes the place of the field's own label.
    search_help_text = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those of superusers are a superuser's to delete, as their accounts are."""
        everyones = super().get_queryset(request)
        return everyones if request.user.is_superuser else everyones.filter(user__is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": ["user", "name", "confirmed", "created_at", "last_used_at"]})]
