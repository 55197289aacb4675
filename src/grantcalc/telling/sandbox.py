"""The templates' language: Jinja2, and of that what puts figures into sentences.

Templates may come from strangers. They see plain facts alone, call nothing but what is given to them,
compute nothing (the figures come from the accounts), and end: loops and what they write are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from grantcalc.language import sentence_list, tr
from grantcalc.telling.faults import StepError, at_line, unknown
from grantcalc.telling.markdown import escaped
from grantcalc.telling.written import written

#: Far more than a report needs: a template that goes beyond them is in a loop.
_MOST_STEPS = 50_000
_MOST_WRITTEN = 1_000_000
_LONGEST = 200_000

_FILTERS = (
    *("capitalize", "default", "first", "last", "length", "list", "lower", "map", "reject"),
    *("rejectattr", "reverse", "select", "selectattr", "upper"),
)
_COMPUTING = (
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow),
    *(nodes.Neg, nodes.Pos, nodes.Concat),
)
_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class _NotThere(StrictUndefined):
    """A name that there is nothing behind: using it is a fault that names the nearest.

    `known` are the names that a template has from the beginning.
    """

    known: frozenset[str] = frozenset()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        if isinstance(self._undefined_obj, Mapping):
            return unknown(str(self._undefined_name), self._undefined_obj)
        if self._undefined_obj is not missing:
            return tr('this has no part "{name}"', name=self._undefined_name)
        return unknown(str(self._undefined_name), self.known)


class Sandbox(ImmutableSandboxedEnvironment):
    """The language in which one template is rendered.

    A template may call `blocks`, which stand on a line of their own, and `words`, which stand in one.
    """

    def __init__(
        self,
        file: str,
        facts: Mapping[str, object],
        blocks: Mapping[str, Callable[..., object]],
        words: Mapping[str, Callable[..., object]],
    ) -> None:
        known = frozenset([*facts, *blocks, *words])
        super().__init__(
            undefined=type("_NotThere", (_NotThere,), {"known": known}),
            autoescape=True,
            finalize=self._finalized,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._file = file
        self._facts = facts
        self._stand_alone = frozenset(blocks)
        self._functions = {**blocks, **words}
        self._steps = 0
        self._written = 0
        self.globals.clear()
        self.globals.update(self._functions)
        self.filters = {name: FILTERS[name] for name in _FILTERS}
        self.filters["listed"] = _listed

    def text(self, source: str) -> str:
        """The template's text with the facts in it.

        Raises:
            TemplateError: it is no template, names what is not there, or does not end.
        """
        if len(source) > _LONGEST:
            raise at_line(self._file, None, _too_much())
        try:
            code = self.compile(source, name=self._file, filename=self._file)
            template = Template.from_code(self, code, self.globals)
            return template.render(self._facts)
        except StepError as fault:
            line = _line_of(fault.__traceback__, self._file)
            raise at_line(self._file, line, str(fault)) from fault
        except TemplateSyntaxError as error:
            text = tr("this cannot be followed: {why}", why=error.message or "")
            raise at_line(self._file, error.lineno, text) from error
        except UndefinedError as error:
            line = _line_of(error.__traceback__, self._file)
            raise at_line(self._file, line, error.message or "") from error
        except (SecurityError, TypeError, ValueError, AttributeError, LookupError) as error:
            line = _line_of(error.__traceback__, self._file)
            text = tr("this cannot be followed: {why}", why=error)
            raise at_line(self._file, line, text) from error
        except (RecursionError, MemoryError, SyntaxError) as error:
            raise at_line(self._file, None, _too_much()) from error

    # -- what may be reached and called

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What is behind a point: a fact's parts, and what a loop knows of itself."""
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What is in brackets: a fact's parts and a list's items."""
        is_part = isinstance(obj, Mapping) and argument in obj
        is_item = isinstance(obj, list | tuple) and isinstance(argument, int)
        if is_part or (is_item and -len(obj) <= argument < len(obj)):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj: Any) -> bool:
        """Only what was given to the template, and what it has made itself."""
        given = (*self._functions.values(), self.tick)
        return isinstance(obj, Macro) or any(obj == function for function in given)

    # -- what is written

    def _finalized(self, value: object) -> Markup:
        if isinstance(value, Markup):
            self._count(0, len(value))
            return value
        if isinstance(value, Undefined):
            str(value)  # says which name there is none of
        text = written(value)
        if text is None:
            raise StepError(tr("this is no figure and no text; name one of its parts"))
        self._count(0, len(text))
        return Markup(escaped(text))  # noqa: S704  it is Markdown, and nothing in it is markup

    def tick(self, letters: int) -> None:
        """A step of a loop, or a macro's call, which writes so many letters of its own."""
        self._count(1, letters)

    def _count(self, steps: int, letters: int) -> None:
        self._steps += steps
        self._written += letters
        if self._steps > _MOST_STEPS or self._written > _MOST_WRITTEN:
            raise StepError(_too_much())

    # -- what may be written in a template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._refuse(tree, source.splitlines())
        repeated: Iterator[Any] = tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock))
        for node in repeated:
            own = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
            tick = nodes.EnvironmentAttribute("tick")
            call = nodes.Call(tick, [nodes.Const(own)], [], None, None)
            node.body.insert(0, nodes.ExprStmt(call).set_lineno(node.lineno))
        return tree

    def _refuse(self, tree: nodes.Template, lines: Sequence[str]) -> None:
        for node in tree.find_all((*_COMPUTING, *_OTHER_FILES, nodes.Call)):
            if isinstance(node, _COMPUTING):
                text = tr(
                    "a template computes nothing, for the figures come from the accounts alone; texts "
                    "are written one after the other"
                )
            elif isinstance(node, _OTHER_FILES):
                text = tr("a template is one file and takes in no other")
            elif self._is_within_a_line(node, lines):
                text = tr(
                    "tables, pictures and places to fill in stand on a line of their own, as {example} does",
                    example='{{ table("lines") }}',
                )
            else:
                continue
            raise at_line(self._file, node.lineno, text)

    def _is_within_a_line(self, node: nodes.Node, lines: Sequence[str]) -> bool:
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return False
        line = lines[node.lineno - 1].strip() if node.lineno <= len(lines) else ""
        is_alone = line.startswith("{{") and line.endswith("}}") and line.count("{{") == 1
        return node.node.name in self._stand_alone and not is_alone


def _too_much() -> str:
    return tr(
        "the template goes on without an end, or writes far more than a report; look at its loops"
    )


def _listed(items: Sequence[object]) -> Markup:
    """Items as a sentence lists them: "A, B and C"."""
    texts = [escaped(written(item) or "") for item in items]
    return Markup(sentence_list(texts) if texts else "")  # noqa: S704  each item is escaped


def _line_of(traceback: TracebackType | None, file: str) -> int | None:
    """The last line of the template that the work was at."""
    lines = [line for name, line in _frames(traceback) if name == file]
    return lines[-1] if lines else None


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
