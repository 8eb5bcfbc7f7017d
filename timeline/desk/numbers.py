"""Numbers as they come in addresses and forms, which anybody can type."""


def number(text: str) -> int | None:
    """What a record can be numbered; nothing for any other text.

    `isdigit` alone takes “²”, of which `int` makes no number, and digits without end, which neither `int` nor a database takes.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
