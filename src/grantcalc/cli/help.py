"""Help in the language of the messages: it is known only when help is asked for."""

from __future__ import annotations

import gettext
import inspect
import os
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from grantcalc import language
from grantcalc.language import mark, tr

#: What Typer itself says. It looks most of it up with gettext, in our catalogue (see `speak`).
_TYPERS_WORDS = (
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("required"),
    mark("default: {default}"),
    mark("Show this message and exit."),
)


def speak(code: str) -> None:
    """The messages of grantcalc, and those of libraries that use gettext, are in this language.

    Those libraries ask the environment, which the processes that this one starts have too.
    """
    language.use(code)
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain("messages", language.CATALOGUES)


def paragraphs(text: str | None) -> list[str]:
    """A command's help, one line a paragraph: the messages to be translated."""
    parts = inspect.cleandoc(text or "").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


def texts_of(command: Any) -> Iterator[str]:
    """Every message of a command's help, and of those of its commands."""
    yield from paragraphs(command.help)
    yield from paragraphs(command.epilog)
    yield from (param.help for param in command.params if param.help)
    for inner in getattr(command, "commands", {}).values():
        yield from texts_of(inner)


class _Translated:
    """A command whose help is translated when it is shown; it is built anew for each run."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=tr("Usage: "))

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = tr(option.help)
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _translate(self)
        super().format_help(ctx, formatter)  # type: ignore[misc]


def _translate(command: Any) -> None:
    command.help = "\n\n".join(tr(paragraph) for paragraph in paragraphs(command.help))
    command.epilog = "\n\n".join(tr(paragraph) for paragraph in paragraphs(command.epilog))
    for param in command.params:
        if param.help:
            param.help = tr(param.help)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner)


class Command(_Translated, TyperCommand):
    """One command."""


class Group(_Translated, TyperGroup):
    """The commands together."""
