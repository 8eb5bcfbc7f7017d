"""Settings, all from the environment, safe where nothing is said; the table of them is in docs/operating.md.

A value that makes no sense stops the start with a sentence. `TIMELINE_LOCAL` is what manage.py sets on a machine
without a configuration: a key of its own in the data folder, loopback hosts only, cookies over plain HTTP.
"""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from timeline import inlined
from timeline.environment import HOST, KEY_LENGTH, Environment, on_read_only_disk
from timeline.logs import secrets_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)


def _local_secret(folder: Path) -> str:
    """This machine's own key, made at the first start. A folder that cannot be written gets a key for this run only."""
    file = folder / "secret-key"
    with contextlib.suppress(OSError):
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(key, encoding="ascii")
    return key


LOCAL = env.flag("TIMELINE_LOCAL", False)
DEBUG = env.flag("TIMELINE_DEBUG", False)
DATA_DIR = Path(env.text("TIMELINE_DATA_DIR", "var")).expanduser()
DATA_DIR = (DATA_DIR if DATA_DIR.is_absolute() else BASE_DIR / DATA_DIR).resolve()
SECRET_KEY = env.secret("TIMELINE_SECRET_KEY", least=KEY_LENGTH) or (_local_secret(DATA_DIR) if LOCAL else "")
ALLOWED_HOSTS = env.hosts("TIMELINE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
DATABASE = env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'timeline.sqlite3'}")
# How many proxies of yours stand in front: so many of the last entries of X-Forwarded-For are true, and X-Forwarded-Proto is.
PROXIES = env.number("TIMELINE_PROXIES", 0, 0, 9)
# Within so many seconds everybody sees a change: half of them a shared cache keeps a page, half it may show it while it asks for the new
# one.
CACHE_SECONDS = env.number("TIMELINE_CACHE_SECONDS", 60, 0, 86_400)
CACHE_URL = env.url("TIMELINE_CACHE_URL", ("memory", "redis", "rediss", "none"), "memory: or redis://cache.internal:6379/0", "memory:")
CACHE_MEGABYTES = env.number("TIMELINE_CACHE_MEGABYTES", 64, 1, 65_536)
HSTS_SECONDS = env.number("TIMELINE_HSTS_SECONDS", 31_536_000, 0, 63_072_000)
TRUSTED_ORIGINS = env.origins("TIMELINE_TRUSTED_ORIGINS")
# Sites whose pages may frame an embed; any page may where none is named.
EMBED_HOSTS = env.origins("TIMELINE_EMBED_HOSTS")
RATE_LIMITS = env.flag("TIMELINE_RATE_LIMITS", True)
METRICS_TOKEN = env.secret("TIMELINE_METRICS_TOKEN")
LOG_FORMAT = env.choice("TIMELINE_LOG_FORMAT", "text" if LOCAL else "json", ("json", "text"))
LOG_LEVEL = env.choice("TIMELINE_LOG_LEVEL", "warning" if LOCAL else "info", ("debug", "info", "warning", "error"))
ALERTS_TO = env.addresses("TIMELINE_ALERTS_TO")
MAIL_FROM = env.text("TIMELINE_MAIL_FROM", "timeline@localhost")
MAILER = env.mailer("EMAIL_URL")
SENTRY_DSN = env.url("SENTRY_DSN", ("http", "https"), "https://key@sentry.example.org/1")
LISTEN_HOST = env.names("TIMELINE_HOST", ["127.0.0.1"], HOST, "an address to listen at, such as 127.0.0.1 or 0.0.0.0")[0]
LISTEN_PORT = env.number("TIMELINE_PORT", 8000, 1, 65_535)
WORKERS = env.number("TIMELINE_WORKERS", 1 if LOCAL else 2, 1, 64)
THREADS = env.number("TIMELINE_THREADS", 3, 1, 64)
UPLOAD_BYTES = env.number("TIMELINE_UPLOAD_MEGABYTES", 50, 1, 2_000) * 1_000_000

if not SECRET_KEY:
    env.faults.append(
        "TIMELINE_SECRET_KEY is not set; give it a long random value, for instance from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, and keep it out of the repository."
    )
if not ALLOWED_HOSTS:
    env.faults.append("TIMELINE_ALLOWED_HOSTS is not set; name the host that readers type, for instance timeline.example.org.")
if DEBUG and not LOCAL:
    env.faults.append(
        "TIMELINE_DEBUG=yes shows the insides of the site to everyone; it is for a developer's machine (TIMELINE_LOCAL=yes) alone."
    )
if ALERTS_TO and MAILER is None:
    env.faults.append(
        "TIMELINE_ALERTS_TO names who is told of faults, but EMAIL_URL does not say through which server; set both or neither."
    )
env.stop_if_wrong()

# Connections stay open between requests: a thread's next page does not wait for the handshake.
DATABASES: dict[str, dict[str, Any]] = {"default": {**DATABASE, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for an editor: a write-ahead log (timeline/events/sqlite.py), write locks taken at the start, a wait instead of an
    # error.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;",
    }
    if on_read_only_disk(file := Path(DATABASES["default"]["NAME"])):
        # Nobody changes it there, and nobody can make the files that a write-ahead log needs: readers are served, editors are told.
        DATABASES["default"]["NAME"] = f"{file.absolute().as_uri()}?immutable=1"
        DATABASES["default"]["OPTIONS"]["uri"] = True
else:
    # A server that is away is noticed in seconds, so that cached pages are served instead of waiting for it.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

INSTALLED_APPS = [
    "timeline.web",
    "timeline.desk",
    "timeline.events",
    "django_htmx",
    "timeline.desk.adminapp.DeskAdminConfig",
    "django_otp",
    "timeline.desk.adminapp.SecondStepConfig",
    "timeline.desk.adminapp.SignInsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "timeline.web.watching.WatchMiddleware",
    "timeline.web.caching.PublicCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "timeline.web.middleware.LanguageMiddleware",
    "timeline.web.limits.LimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Readers never touch what these set up, so they are sent no cookie (tests/ops/test_caching.py).
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "timeline.web.faults.FaultMiddleware",
]

ROOT_URLCONF = "timeline.urls"
WSGI_APPLICATION = "timeline.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "timeline.web.context.site",
            ]
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

LANGUAGE_CODE = "en"
# Sorani is on the list because its readers and its dates are; every language but English is marked as not yet reviewed by a native editor.
LANGUAGES = [("en", "English"), ("ar", "العربية"), ("fa", "فارسی"), ("ckb", "کوردی")]
LOCALE_PATHS = [BASE_DIR / "timeline" / "locale"]
USE_I18N = True
# Dates here are days, not moments: nothing that a reader sees depends on this zone.
TIME_ZONE = "UTC"
USE_TZ = True

# Guessing passwords: eight wrong ones for a name from one place, then a pause. Others from elsewhere are not locked out by it.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "timeline.desk.access.locked_out"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "timeline.desk.access.client_ip"
OTP_TOTP_ISSUER = "Diplomatic timeline"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

FILE_UPLOAD_HANDLERS = [
    "timeline.desk.importing.upload.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The form of an event with many rows; Django's own bound is 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Public pages carry no nonce, so that a shared cache can keep them. The hash is that of an empty <style>, which plotly.js adds and fills
# through the CSSOM.
EMPTY_STYLE = inlined.source("")
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, *map(inlined.source, (inlined.script(inlined.THEME), inlined.script(inlined.EARLY)))],
    "style-src": [CSP.SELF, EMPTY_STYLE, inlined.source(inlined.sheets(*inlined.TIMELINE))],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "frame-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The presence of this cookie alone makes a request an editor's: a cache in front lets such requests through (docs/operating.md).
SESSION_COOKIE_NAME = "timeline_session"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "timeline.desk.access.not_from_here"
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
if not LOCAL:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = HSTS_SECONDS
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whether subdomains and browsers' built-in lists join in is a decision about a domain, not about this site: the proxy in front can say so.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# The content's version is asked for at most once in so many seconds, by each process.
VERSION_SECONDS = min(1.0, CACHE_SECONDS / 10)
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL, "KEY_PREFIX": "timeline"}
    if CACHE_URL.startswith("redis")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}
if CACHE_URL.startswith("redis"):
    # A cache that hangs must not hang the pages.
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_SUBJECT_PREFIX = "[timeline] "
ADMINS = ALERTS_TO
MAILERS = {"default": MAILER} if MAILER else {}
if not MAILER:
    # Without a mail server nothing is mailed: alerts stand in the log, and nothing else sends any.
    SILENCED_SYSTEM_CHECKS.append("mail.W001")
_mail: dict[str, Any] = {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR", "filters": ["redact", "seldom"]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {
            "()": "timeline.logs.Redact",
            "secrets": secrets_of(
                SECRET_KEY,
                METRICS_TOKEN,
                str(DATABASES["default"].get("PASSWORD", "")),
                *(os.environ.get(name, "") for name in ("DATABASE_URL", "EMAIL_URL", "SENTRY_DSN", "TIMELINE_CACHE_URL")),
            ),
        },
        "asked": {"()": "timeline.logs.Asked"},
        "seldom": {"()": "timeline.logs.Seldom", "seconds": 600},
    },
    "formatters": {"json": {"()": "timeline.logs.Json"}, "text": {"()": "timeline.logs.Text"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["redact"]},
        **({"mail": _mail} if ALERTS_TO else {}),
    },
    "root": {"handlers": ["console", *(["mail"] if ALERTS_TO else [])], "level": "WARNING"},
    "loggers": {
        "timeline": {"level": LOG_LEVEL.upper()},
        # Django's own handlers would say the same twice, and without the filters above.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Every 404 and 400 stands in the line of its request already.
        "django.request": {"level": "ERROR", "filters": ["asked"]},
    },
}
if SENTRY_DSN:
    try:
        import sentry_sdk
    except ImportError as fault:
        raise ImproperlyConfigured("SENTRY_DSN is set, but sentry-sdk is not installed: uv sync --extra sentry.") from fault
    sentry_sdk.init(SENTRY_DSN, send_default_pii=False, include_local_variables=False, traces_sample_rate=0)
