"""The libraries of other people are the files that they published, with their licences, and the versions that fit."""

from hashlib import sha256
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

VENDOR = Path(__file__).parent.parent.parent / "static" / "vendor"
CHECKSUMS = {
    "htmx/htmx-4.0.1.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "plotly/plotly-basic-4.1.1.min.js": "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba",
}


@pytest.mark.parametrize("name", CHECKSUMS)
def test_a_vendored_file_is_as_it_was_published(name):
    assert sha256((VENDOR / name).read_bytes()).hexdigest() == CHECKSUMS[name]
    assert (VENDOR / name).with_name("LICENSE").exists()
    assert f"`{name}`" in (VENDOR / "README.md").read_text()


def test_there_is_no_file_without_a_checksum():
    assert {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*.js")} == set(CHECKSUMS)


def test_plotly_js_is_the_version_that_plotly_py_was_made_for():
    """The figures that plotly.py judges in the tests are drawn by the same version in the browser."""
    assert (VENDOR / f"plotly/plotly-basic-{get_plotlyjs_version()}.min.js").exists()
