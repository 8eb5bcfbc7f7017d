"""Text that is safe inside XML 1.0, which forbids most control characters even when escaped."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def text(value: str) -> str:
    """For element content and for attributes in double quotes."""
    return _FORBIDDEN.sub("\ufffd", value).translate(_ESCAPES)
