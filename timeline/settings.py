"""Settings, all from the environment, safe where nothing is said; the table of them is in docs/operating.md.

A value that makes no sense stops the start with a sentence. `TIMELINE_LOCAL` is what manage.py sets on a machine
without a configuration: a key of its own in the data folder, loopback hosts only, cookies over plain HTTP.
"""

import contextlib
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()


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


try:
    LOCAL = env.bool("TIMELINE_LOCAL", False)
    DEBUG = env.bool("TIMELINE_DEBUG", False)
    DATA_DIR = Path(env.str("TIMELINE_DATA_DIR", str(BASE_DIR / "var"))).resolve()
    SECRET_KEY = env.str("TIMELINE_SECRET_KEY", "") or (_local_secret(DATA_DIR) if LOCAL else "")
    ALLOWED_HOSTS = env.list("TIMELINE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'timeline.sqlite3'}")}
except (EnvError, ValueError) as fault:
    raise ImproperlyConfigured(f"A setting cannot be read: {fault}. docs/operating.md lists every setting with an example.") from fault

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "TIMELINE_SECRET_KEY is not set. Give it a long random value, for instance from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, and keep it out of the repository."
    )

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for an editor: a write-ahead log, write locks taken at the start, a wait instead of an error.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;",
    }

INSTALLED_APPS = [
    "timeline.web",
    "timeline.desk",
    "timeline.events",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "timeline.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Readers never touch what these set up, so they are sent no cookie and no Vary: Cookie (tests/web/test_caching.py).
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, EMPTY_STYLE],
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
if not LOCAL and not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
