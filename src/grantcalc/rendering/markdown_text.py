"""Texts of files in Markdown: shown as they are, never acted on."""

from __future__ import annotations

import re

from grantcalc.rendering.terminal import safe

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&#]")
#: What hosts make mentions, references, addresses and pictures of.
_LINKED = re.compile(
    r"[@#](?=\S)|:(?=/|\w+:)|[!$&](?=\d)|[%~](?=[\"\w])|(?<=www)\.|(?<=GH)-", re.IGNORECASE
)
_LONGEST = 300


def escaped(text: str) -> str:
    """A text of which nothing is markup, HTML, a mention or a link; a very long one is cut.

    Character references keep their meaning in tables, where a backslash does not.
    """
    text = safe(text)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}..."
    # The marks are control codes at first, which no safe text holds: "&" and "#" are markup too.
    marked = _LINKED.sub(lambda match: f"{match.group()}\x00", text)
    referenced = _MARKUP.sub(lambda match: f"&#{ord(match.group())};", marked)
    return referenced.replace("\x00", "&#8203;")
