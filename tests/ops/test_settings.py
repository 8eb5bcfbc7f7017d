"""Settings: a value that means nothing stops the start with a sentence; the table in docs/operating.md lists each with its default."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).parents[2]
GOOD = {
    "TIMELINE_SECRET_KEY": "k3Y-of-a-production-site-that-nobody-guesses-0123456789-abcdef",
    "TIMELINE_ALLOWED_HOSTS": "timeline.example.org",
    "TIMELINE_PROXIES": "1",
}


def environment(tmp_path, settings):
    """These settings and nothing of what surrounds the tests."""
    whole = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "timeline.settings",
        "TIMELINE_DATA_DIR": str(tmp_path),
        **GOOD,
        **settings,
    }
    return {name: value for name, value in whole.items() if value is not None}


def start(tmp_path, *arguments, **settings):
    """What a start with these settings says: its exit code and its last words."""
    command = [sys.executable, "-m", "django", *(arguments or ("check",))]
    done = subprocess.run(command, cwd=BASE, env=environment(tmp_path, settings), capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def refusal(tmp_path, **settings):
    """Why the settings module refuses these, read in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", environment(tmp_path, settings))
        with pytest.raises(ImproperlyConfigured) as refused:
            runpy.run_path(str(BASE / "timeline" / "settings.py"))
    return str(refused.value)


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("TIMELINE_SECRET_KEY", None, "TIMELINE_SECRET_KEY is not set"),
        ("TIMELINE_SECRET_KEY", "short", "TIMELINE_SECRET_KEY is too short"),
        ("TIMELINE_SECRET_KEY", "a" * 80, "TIMELINE_SECRET_KEY is too short or too plain"),
        ("TIMELINE_ALLOWED_HOSTS", None, "TIMELINE_ALLOWED_HOSTS is not set"),
        ("TIMELINE_ALLOWED_HOSTS", "https://timeline.example.org/", "it must be host names with commas between them, without http://"),
        ("TIMELINE_DEBUG", "perhaps", "TIMELINE_DEBUG is “perhaps”; it must be yes or no."),
        ("TIMELINE_DEBUG", "yes", "for a developer's machine"),
        ("TIMELINE_PROXIES", "one", "TIMELINE_PROXIES is “one”; it must be a whole number from 0 to 9."),
        ("TIMELINE_PROXIES", "-1", "whole number"),
        ("TIMELINE_CACHE_SECONDS", "٦٠", "whole number"),
        ("TIMELINE_CACHE_URL", "disk:/tmp", "TIMELINE_CACHE_URL must begin with memory:"),
        ("TIMELINE_LOG_FORMAT", "xml", "it must be one of: json, text"),
        ("TIMELINE_TRUSTED_ORIGINS", "timeline.example.org", "such as https://timeline.example.org"),
        ("TIMELINE_ALERTS_TO", "the desk", "e-mail addresses"),
        ("TIMELINE_ALERTS_TO", "desk@example.org", "EMAIL_URL does not say through which server"),
        ("TIMELINE_METRICS_TOKEN", "abc", "TIMELINE_METRICS_TOKEN is too short"),
        ("TIMELINE_PORT", "99999", "from 1 to 65535"),
        ("DATABASE_URL", "mysql://somewhere/db", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgres://user:pass/word@host/db", "%2F"),
        ("DATABASE_URL", "postgres://", "DATABASE_URL cannot be read"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL must begin with smtp:"),
        ("SENTRY_DSN", "sentry", "SENTRY_DSN must begin with http:"),
    ],
)
def test_a_value_that_means_nothing_stops_the_start_with_a_sentence(tmp_path, name, value, said):
    words = refusal(tmp_path, **{name: value})
    assert said in words
    assert "docs/operating.md" in words


def test_the_start_itself_stops(tmp_path):
    code, words = start(tmp_path, TIMELINE_PORT="none")
    assert code != 0
    assert "TIMELINE_PORT is “none”; it must be a whole number from 1 to 65535." in words


def test_all_faults_are_said_at_once(tmp_path):
    words = refusal(tmp_path, TIMELINE_PORT="x", TIMELINE_PROXIES="y", TIMELINE_DEBUG="z")
    assert all(name in words for name in ("TIMELINE_PORT", "TIMELINE_PROXIES", "TIMELINE_DEBUG"))


@pytest.mark.parametrize(
    "name, value",
    [("DATABASE_URL", "mysql://u:hunter2-secret@h/d"), ("TIMELINE_METRICS_TOKEN", "hunter2-secret"), ("EMAIL_URL", "u:hunter2-secret@h")],
)
def test_a_secret_is_not_repeated_in_the_sentence_about_it(tmp_path, name, value):
    assert "hunter2-secret" not in refusal(tmp_path, **{name: value})


def test_the_production_example_passes_the_deployment_check(tmp_path):
    lines = (BASE / "deploy" / "production.env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    example |= {"TIMELINE_DATA_DIR": str(tmp_path), "TIMELINE_SECRET_KEY": GOOD["TIMELINE_SECRET_KEY"]}
    code, words = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **example)
    assert code == 0, words
    assert "no issues" in words


def test_a_newcomers_laptop_needs_no_setting(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=BASE, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


TABLE = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_every_setting_stands_in_the_table_with_its_default():
    from timeline.environment import Environment

    read: dict[str, str] = {}
    code = (BASE / "timeline" / "settings.py").read_text(encoding="utf-8")
    called = re.findall(r'env\.[a-z]+\(\s*"([A-Z_]+)"', code)
    told = {name: default for name, default, _meaning in TABLE.findall((BASE / "docs" / "operating.md").read_text(encoding="utf-8"))}
    assert sorted(called) == sorted(told)
    environment = Environment({})
    # The same reading that the start does, on an empty environment.
    source = code[code.index("LOCAL = env") : code.index("if not SECRET_KEY")]
    exec(  # noqa: S102
        source,
        {"env": environment, "Path": Path, "BASE_DIR": BASE, "KEY_LENGTH": 50, "HOST": re.compile(""), "_local_secret": str},
    )
    read = environment.read
    for name, default in read.items():
        shown = told[name].strip("`")
        assert shown == (default or "—"), f"{name}: the table says {shown!r}, the code {default!r}"


def test_the_table_names_no_variable_that_is_read_elsewhere():
    """Settings are read in one place: a module that looks into the environment by itself has none of this."""
    elsewhere = [
        file.relative_to(BASE)
        for file in (BASE / "timeline").rglob("*.py")
        if re.search(r"os\.environ(\.get\(|\[)\"(TIMELINE|DATABASE|EMAIL|SENTRY)", file.read_text(encoding="utf-8"))
        and file.name not in ("settings.py", "serve.py", "quickstart.py")
    ]
    assert elsewhere == []
