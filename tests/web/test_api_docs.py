"""docs/api.md and docs/formats.md: their examples run, and they name what there is."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATASET
from timeline.events.dataset.check import read
from timeline.events.dataset.load import load

DOCS = Path(__file__).parent.parent.parent / "docs"


def examples(language):
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / "api.md").read_text(), re.DOTALL)


@pytest.mark.django_db(transaction=True)
class TestExamples:
    """docs/api.md, run as a reader would run it, against a server with the shipped dataset."""

    @pytest.fixture
    def run(self, live_server):
        def run(*command):
            done = subprocess.run(
                command, env=os.environ | {"TIMELINE": live_server.url}, capture_output=True, text=True, timeout=60, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        return run

    def test_of_the_shell_and_of_python(self, run):
        load(read(DATASET))
        if shutil.which("curl"):
            shell = [run("bash", "-c", example) for example in examples("sh")]
            assert "events" in json.loads(shell[0]), shell[0]
            assert len(json.loads(shell[0])["events"]) == 3
            assert json.loads(shell[1])["actors"][0]["slug"] == "abbas-araghchi"
            assert shell[2].strip() == "304"
        python = [run(sys.executable, "-c", example) for example in examples("python")]
        assert "\t" in python[0]
        assert python[1].startswith("from ")


def test_docs_formats_names_every_format():
    from timeline.web import exports

    text = (DOCS / "formats.md").read_text()
    assert [extension for extension in exports.EVENTS if f"| `{extension}` |" not in text] == []
