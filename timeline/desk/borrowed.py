"""What Django and its packages say on the desk and have not translated into all of our languages: named here for our catalogues to hold.

Ours come first; a line goes when theirs has the words in Arabic, Persian and Sorani. Nothing imports this.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

ADMIN = [
    _("- Select an option -"),
    _("Breadcrumbs"),
    _("Filter by %(field_name)s"),
    _("Model name"),
    _("Pagination %(name)s"),
    _("Pagination %(name)s entries"),
    _("Run"),
    _("Search %(name)s"),
    _("Select this object for an action - {}"),
    _("Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? All of the following related items will be deleted:"),
    _("Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following protected related objects:"),
    _(
        "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, but your account doesn't have "
        "permission to delete the following types of objects:"
    ),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below.", 0),
    ngettext_lazy("entry", "entries", 0),
    ngettext_lazy("…and %(count)d more object.", "…and %(count)d more objects.", "count"),
]

MONTHS = [
    # Django has them in these languages, by other names than the dates of the record: Egypt's in Arabic, where ours are Iraq's.
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
    *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
]

ACCOUNTS = [
    _("Disabled"),
    _("Enabled"),
    _("Enable password-based authentication for this user by setting a password."),
    _("Password-based authentication"),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("Reset password"),
    _("Set password"),
    _("Set password: %s"),
    _("This action will <strong>enable</strong> password-based authentication for this user."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        0,
    ),
    ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms.", "num"),
    ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.", "num"),
]

SIGN_INS = [
    _("Access lock out"),
    _("Attempt Time"),
    _("Failed Logins"),
    _("Form Data"),
    _("GET Data"),
    _("HTTP Accept"),
    _("IP Address"),
    _("Logout Time"),
    _("Meta Data"),
    _("POST Data"),
    _("Path"),
    _("User Agent"),
    _("Username"),
    _("access attempt"),
    _("access attempts"),
    _("access failure"),
    _("access failures"),
    _("access log"),
    _("access logs"),
]
