"""Accounts: who runs the desk may make editors, and nobody may make themselves more than they are."""

from __future__ import annotations

from typing import Any

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest  # noqa: TC002 (as everywhere in the admin)

admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.unregister(AccessAttempt)


@admin.register(User)
class EditorAdmin(UserAdmin):
    """Only a superuser sees or gives what is beyond the groups."""

    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]

    def get_queryset(self, request: HttpRequest) -> Any:
        everyone = super().get_queryset(request)
        return everyone if request.user.is_superuser else everyone.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return sets
        hidden = {"is_superuser", "user_permissions"}
        return [(name, {**options, "fields": [field for field in options["fields"] if field not in hidden]}) for name, options in sets]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)


@admin.register(Group)
class DeskGroupAdmin(GroupAdmin):
    """What a group may do is for a superuser to say."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(AccessAttempt)
class WrongPasswordsAdmin(AccessAttemptAdmin):
    """Accounts that guesses have locked: deleting an attempt unlocks. Those that are over expire by themselves."""

    # That of django-axes asks the request for a time that only a sign-in has.
    actions = ()
