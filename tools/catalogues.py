"""Brings the catalogues of translations up to date: `make catalogues`.

Collects the messages of the source (`tr`, `plural`, `mark`) and the paragraphs of the checks' own
texts, keeps the translations that are there, drops those of messages that are gone, and compiles the
catalogues. What is written depends on nothing but the source and the translations: no date, no line
number, no version of a tool.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from grantcalc.checks import every_check
from grantcalc.cli.app import app
from grantcalc.cli.help import texts_of
from grantcalc.language import CATALOGUES, LANGUAGES
from grantcalc.reading.ledgers.layouts import layouts

SOURCE = CATALOGUES.parent

#: The functions whose first arguments are a message, and how many of them.
_MESSAGES = {"tr": 1, "plural": 2, "mark": 1}

Id = str | tuple[str, ...]


class _Catalogue(Catalog):
    """A catalogue whose header says only what gettext needs."""

    mime_headers = property(
        lambda self: [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]
    )


def source_messages() -> dict[Id, list[str]]:
    """Every message with the files that it stands in: those of the help, then file by file."""
    found: dict[Id, list[str]] = {}
    for text in (*texts_of(get_command(app)), *(x.note for x in layouts().values() if x.note)):
        found.setdefault(text, [])
    for path in sorted(SOURCE.rglob("*.py"), key=lambda path: path.as_posix()):
        name = path.relative_to(SOURCE).as_posix()
        for message in sorted(_messages_of(path), key=str):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def _messages_of(path: Path) -> Iterator[Id]:
    """The messages of a file; the tree of the source also knows calls that stand in an f-string."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            wanted = _MESSAGES.get(node.func.id, 0)
            texts = tuple(str(word) for word in words[:wanted])
            if texts and len(texts) == wanted:
                yield texts[0] if wanted == 1 else texts


def check_messages() -> dict[Id, list[str]]:
    """Every paragraph of the checks' own texts with the codes that it explains, by code."""
    found: dict[Id, list[str]] = {}
    for info in every_check():
        for paragraph in info.plain_paragraphs:
            found.setdefault(paragraph, []).append(f"{info.code} {info.name}")
    return found


def kept(path: Path) -> dict[Id, str | tuple[str, ...]]:
    """The translations that a catalogue holds, by message."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {words(message.id): words(message.string) for message in read_po(file) if message.id}


def words(words: str | Iterable[str] | None) -> str | tuple[str, ...]:
    """A message's words, or those of its one and its many."""
    return words if isinstance(words, str) else tuple(words or ())


def catalogue(domain: str, code: str) -> Catalog:
    """A catalogue as it should be: today's messages, each with the translation that is there."""
    fresh = _Catalogue(locale=code, fuzzy=False, header_comment="# Made by: make catalogues")
    translations = kept(po_path(domain, code))
    messages = check_messages() if domain == "checks" else source_messages()
    for message, places in messages.items():
        entry = fresh.add(message, translations.get(message, ""))
        entry.flags.clear()  # Babel takes "100 % of" for a place for a value
        if domain == "checks":
            entry.auto_comments = places
        else:
            entry.locations = [(place, 0) for place in places]
    return fresh


def po_path(domain: str, code: str) -> Path:
    """Where a catalogue is."""
    return CATALOGUES / code / "LC_MESSAGES" / f"{domain}.po"


def lacks_translation(message: Message) -> bool:
    """Whether a message, or one of its forms, has no translation."""
    strings = message.string
    return not strings if isinstance(strings, str) else not all(strings or [""])


def main() -> None:
    """Rewrites and compiles every catalogue, and says how many messages lack a translation."""
    for code in LANGUAGES[1:]:
        for domain in ("messages", "checks"):
            fresh = catalogue(domain, code)
            path = po_path(domain, code)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, fresh, width=0, include_lineno=False, ignore_obsolete=True)
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, fresh)
            lacking = sum(lacks_translation(message) for message in fresh if message.id)
            sys.stdout.write(f"{code} {domain}: {len(fresh)} messages, {lacking} to translate\n")


if __name__ == "__main__":
    main()
