"""Who gets to the desk: a password, a code from an authenticator where one is set up or asked for, and patience with whoever guesses."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import login as verify
from django_otp import match_token, user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline.desk.roles import TWO_STEP

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite


def may_write(user: Any) -> bool:
    """Whether they write events, their own or others': who does not, sees nothing that is not published."""
    return any(user.has_perm(f"events.{act}_event") for act in ("add", "change"))


def must_verify(user: Any) -> bool:
    """Whether an administrator asks this account for a second step: it is in the group of that name."""
    return user.groups.filter(name=TWO_STEP).exists()


class LoginForm(AdminAuthenticationForm):
    """Name and password, and the code of the authenticator for accounts that have one."""

    otp_token = forms.CharField(
        label=gettext_lazy("Code of your authenticator, if you have set one up"),
        required=False,
        max_length=10,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A longer one is nobody's, and would not fit among the wrong ones that are counted.
        self.fields["username"].validators.append(MaxLengthValidator(150))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        user: Any = self.get_user()
        if user is not None and user_has_device(user):
            token = (data.get("otp_token") or "").replace(" ", "")
            if not token:
                raise ValidationError(
                    _("This account has a second step: enter the code that your authenticator shows."), code="token_required"
                )
            device = match_token(user, token)
            if device is None:
                raise ValidationError(_("This code is not right, or no longer. Wait for the next one."), code="token_invalid")
            user.otp_device = device
        return data


def client_ip(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that are ours."""
    forwarded = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    told = forwarded[-settings.PROXIES] if 0 < settings.PROXIES <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(told))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 (a name for nobody knows where, not a place to listen at)


def locked_out(request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
    """The answer to too many wrong passwords for one name from one place."""
    return render(request, "desk/locked.html", admin.site.each_context(request), status=429)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form that does not carry the browser's own sign: it was open for too long, or somebody signed in anew meanwhile."""
    return render(request, "desk/not_from_here.html", admin.site.each_context(request), status=403)


class TwoStep:
    """Setting up the second step, and taking it away again."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def view(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not (user.is_active and user.is_staff):
            return HttpResponseRedirect(f"{reverse('admin:login')}?next={reverse('admin:desk_two_step')}")
        device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
        if request.method == "POST":
            return self.act(request, user, device)
        fresh = None
        if device is None:
            fresh = TOTPDevice.objects.filter(user=user, confirmed=False).first() or TOTPDevice.objects.create(
                user=user, name=_("authenticator"), confirmed=False
            )
        context = {
            **self.site.each_context(request),
            "title": _("Second step at sign-in"),
            "has_permission": True,
            "is_nav_sidebar_enabled": self.site.has_permission(request),
            "device": device,
            "verified": user.is_verified(),
            "must": must_verify(user),
            "secret": _readable(fresh) if fresh else "",
            "picture": _picture(fresh.config_url) if fresh else "",
        }
        return TemplateResponse(request, "desk/two_step.html", context)

    def act(self, request: HttpRequest, user: Any, device: TOTPDevice | None) -> HttpResponse:
        here = HttpResponseRedirect(reverse("admin:desk_two_step"))
        if device is not None and "remove" in request.POST:
            if not user.is_verified():
                messages.error(request, _("Enter a code first: whoever takes the second step away must have it."))
            elif must_verify(user):
                messages.error(request, _("An administrator asks your account for a second step; it stays."))
            else:
                device.delete()
                messages.success(request, _("The second step is gone."))
            return here
        wanted = device or TOTPDevice.objects.filter(user=user, confirmed=False).first()
        token = request.POST.get("token", "").replace(" ", "")
        if wanted is None or not wanted.verify_is_allowed()[0] or not wanted.verify_token(token):
            messages.error(request, _("This code is not right, or no longer. Wait for the next one."))
            return here
        if not wanted.confirmed:
            wanted.confirmed = True
            wanted.save(update_fields=["confirmed"])
        verify(request, wanted)
        messages.success(request, _("Done: from now on you are asked for a code when you sign in."))
        return HttpResponseRedirect(reverse("admin:index"))


def _readable(device: TOTPDevice) -> str:
    """The secret as authenticators take it when no picture can be taken."""
    from base64 import b32encode

    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def _picture(url: str) -> str:
    # Not at the top: they bring a library of pictures along, which few processes ever need.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    made = qrcode.make(url, image_factory=SvgPathImage, box_size=12, border=2)
    return mark_safe(made.to_string(encoding="unicode"))
