"""Texts of files in Markdown: shown as they are, never acted on.

They are written as character references where Markdown or HTML would act on them: unlike a backslash
these keep their meaning in tables too. Mentions, references and addresses are found by hosts in the
text that is shown, and are broken by a space of no width.
"""

from __future__ import annotations

import re

from grantcalc.rendering.terminal import safe

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&#]")
#: What hosts make mentions, references, addresses and pictures of.
_LINKED = re.compile(
    r"[@#](?=\S)|:(?=/|[\w+-]+:)|[!$&](?=\d)|[%~](?=[\"\w])|(?<=www)\.|(?<=GH)-", re.IGNORECASE
)
_LONGEST = 350


def escaped(text: str, longest: int = _LONGEST) -> str:
    """A text of which nothing is markup, HTML, a mention or a link, cut after so many bytes."""
    text = safe(text)
    shown = _inactive(text)
    while (size := len(shown.encode())) > longest:
        text = text[: len(text) * longest // size]
        shown = f"{_inactive(text)}..."
    return shown


def _inactive(text: str) -> str:
    # The marks are control codes at first, which no safe text holds: "&" and "#" are markup too.
    marked = _LINKED.sub(lambda match: f"{match.group()}\x00", text)
    referenced = _MARKUP.sub(lambda match: f"&#{ord(match.group())};", marked)
    return referenced.replace("\x00", "&#8203;")
