"""The tools that hold the house together, run as part of the tests, and what people forget."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def run(*command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_ruff_finds_nothing():
    run("ruff", "check", ".")


def test_mypy_finds_nothing():
    run("mypy")


def test_imports_only_run_down():
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "kept, 0 broken" in done.stdout


def test_djlint_finds_nothing():
    run("djlint", "--lint", "--quiet", "templates")


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_runs_no_code_of_its_own(template):
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\b(?:src\b|type=\"(?:application/(?:ld\+)?json|text/html)\"))[^>]*>", text), "an inline script"
    assert not re.search(r"\shx-on\b|\son[a-z]+=|\bhx-vals=.js:|javascript:|\bjs:", text), "code in an attribute"
    assert not re.search(r"\sstyle=", text), "a style that the policy refuses"
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!creativecommons|opensource)", text), "something from somebody else"


@pytest.mark.parametrize("sheet", sorted((ROOT / "static/css").glob("*.css")), ids=lambda file: file.stem)
def test_no_rule_dresses_a_page_anew_for_each_element_that_comes(sheet):
    """Where `:has()` stands above what a rule dresses, and that is not told by a tag, class or id, a browser must look at everything below
    whenever anything is added: five times the work of a page that arrives."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+)\{", text):
        for selector in re.split(r",(?![^()]*\))", selectors):
            *above, last = re.split(r"[\s>~+]+(?![^()]*\))", selector.strip())
            assert not (any(":has(" in part for part in above) and re.match(r":is\(|\*|:where\(|:not\(", last)), selector.strip()


def test_every_setting_is_explained():
    explained = (ROOT / "docs" / "operating.md").read_text()
    source = "".join(file.read_text() for file in (ROOT / "timeline").glob("*.py"))
    read = set(re.findall(r"\"(TIMELINE_[A-Z_]+|DATABASE_URL|EMAIL_URL|SENTRY_DSN)\"", source))
    assert read
    assert not {name for name in read if f"`{name}`" not in explained}


def test_the_readme_names_its_commands_files_and_licences():
    readme = (ROOT / "README.md").read_text()
    commands = re.findall(r"```sh\n(.+?)\n```", readme, re.DOTALL)
    assert commands[:2] == ["pip install uv && uv run manage.py quickstart", "uv run pytest"]
    assert {"MIT", "CC BY 4.0"} <= set(re.findall(r"MIT|CC BY 4\.0", readme))
    for target in re.findall(r"\]\((?!http)([^)#]+)", readme):
        assert (ROOT / target).exists(), target


def test_the_change_log_has_a_place_for_the_next_change():
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text()


def test_requirements_name_no_registry_and_hash_every_package():
    text = (ROOT / "requirements.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    packages = re.findall(r"^(\S+)==(\S+)(?: ;[^\\]*)? \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    pinned = {name.partition("[")[0]: version for name, version in packages}
    project = (ROOT / "pyproject.toml").read_text()
    runtime = project[project.index("\ndependencies = [") : project.index("[dependency-groups]")]
    for name, version in re.findall(r"^\s*\"([a-z0-9-]+)(?:\[[a-z,0-9]+\])?==([^\"]+)\"", runtime, re.MULTILINE):
        assert pinned[name] == version, f"{name}: requirements.txt is older than pyproject.toml"


def test_nothing_is_asked_of_anybody_else():
    policy = settings.SECURE_CSP
    for directive, sources in policy.items():
        assert all(str(one).startswith("'") or str(one) == "data:" for one in sources), directive
