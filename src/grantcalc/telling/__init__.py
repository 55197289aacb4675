"""From figures to sentences: a template and a report's figures become a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from grantcalc.document import Block, Document, FillIn, Heading, Picture
from grantcalc.errors import UnreadableFileError, reason
from grantcalc.language import in_use, shown_day, tr
from grantcalc.report.funder import FunderReport
from grantcalc.telling.faults import StepError, unknown
from grantcalc.telling.markdown import block_mark, blocks_of
from grantcalc.telling.written import written

#: The pictures that there may be; one that was not drawn is left out.
PICTURES = ("spending", "lines", "sources")

_LARGEST = 1_000_000


def builtin_template(kind: str) -> str:
    """The text of the template for a status or final report, in the language in use."""
    return files("grantcalc.templates").joinpath(_builtin_name(kind)).read_text("utf-8")


def _builtin_name(kind: str) -> str:
    return f"{kind}.{in_use()}.md"


def document(
    report: FunderReport, pictures: Iterable[Picture] = (), template: Path | None = None
) -> Document:
    """A report as a document in the language in use, by a user's template or the built-in one.

    Raises:
        UnreadableFileError: the template cannot be read.
        TemplateError: it cannot be followed; the text names its line.
    """
    from grantcalc.telling.facts import facts_of
    from grantcalc.telling.sandbox import Sandbox

    source = _read(template) if template else builtin_template(report.kind)
    name = str(template) if template else _builtin_name(report.kind)
    page = _Page(report, {picture.name: picture for picture in pictures})
    text = Sandbox(name, facts_of(report), page.functions, {"plural": _plural}).text(source)
    blocks = tuple(blocks_of(text, page.blocks))
    titles = (block.text for block in blocks if isinstance(block, Heading) and block.level == 1)
    title = next(titles, report.project or tr("Report to the funder"))
    return Document(title, in_use(), blocks, _made_from(report))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UnreadableFileError(
            tr("{path}: cannot be opened ({why})", path=path, why=reason(error))
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            tr("{path}: is no text in UTF-8, as a template must be", path=path)
        ) from error


class _Page:
    """The blocks that a template asks for; each leaves a mark in the text where it belongs."""

    def __init__(self, report: FunderReport, pictures: dict[str, Picture]) -> None:
        self._report = report
        self._pictures = pictures
        self.blocks: list[Block | None] = []

    @property
    def functions(self) -> dict[str, Callable[..., object]]:
        """What a template calls to have a block."""
        return {"table": self.table, "picture": self.picture, "fill_in": self.fill_in}

    def table(self, name: str) -> object:
        """A table by its name; nothing where it has no rows."""
        from grantcalc.telling.final_tables import FINAL_TABLES
        from grantcalc.telling.source_tables import SOURCE_TABLES
        from grantcalc.telling.tables import TABLES

        tables = {**TABLES, **SOURCE_TABLES, **FINAL_TABLES}
        if name not in tables:
            raise StepError(unknown(str(name), tables))
        made = tables[name](self._report)
        return self._mark(made if made.rows else None)

    def picture(self, name: str) -> object:
        """A picture by its name; nothing where it was not drawn."""
        if name not in PICTURES:
            raise StepError(unknown(str(name), PICTURES))
        return self._mark(self._pictures.get(name))

    def fill_in(self, prompt: str) -> object:
        """A place where a person is to write."""
        return self._mark(FillIn(str(prompt)))

    def _mark(self, block: Block | None) -> object:
        from markupsafe import Markup

        self.blocks.append(block)
        return Markup(block_mark(len(self.blocks) - 1))  # noqa: S704  a number between marks


def _plural(count: int | Decimal, one: str, many: str) -> str:
    """Words about one thing or several, which may name their number as {count}."""
    return (one if count == 1 else many).replace("{count}", written(count) or "")


def _made_from(report: FunderReport) -> str:
    """What the figures were made from, for the end of the document."""
    names = ", ".join(Path(file).name for file in dict.fromkeys(x.file for x in report.inputs))
    return tr(
        "Figures as of {day}, computed by grantcalc from {files}.",
        day=shown_day(report.as_of),
        files=names,
    )
