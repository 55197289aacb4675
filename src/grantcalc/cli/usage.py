"""What is wrong with a command line, in our own words: Typer has its words in English alone."""

from __future__ import annotations

import re

from grantcalc.language import mark, tr

#: What Typer says, and what we say instead; the named parts of the one stand in the other.
_FORMS = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (
            r"No such option: (?P<option>.+?) \(Possible options: (?P<near>.+)\)",
            mark("there is no option {option}; did you mean {near}?"),
        ),
        (r"No such option: (?P<option>.+?)", mark("there is no option {option}")),
        (
            r"No such command '(?P<command>.+)'\. Did you mean '?(?P<near>.+?)'?\?",
            mark("there is no command {command}; did you mean {near}?"),
        ),
        (r"No such command '(?P<command>.+)'\.", mark("there is no command {command}")),
        (r"Missing argument '(?P<name>.+)'\.", mark("{name} is missing; the command needs it")),
        (
            r"Got unexpected extra arguments?(?:\(s\))? \((?P<given>.+)\)",
            mark("the command does not take so much: {given} is too much"),
        ),
        (
            r"Option '(?P<option>.+)' requires an argument\.",
            mark("{option} needs a value after it"),
        ),
        (r"Option '(?P<option>.+)' does not take a value\.", mark("{option} takes no value")),
        (
            r"Invalid value for '(?P<name>.+?)': (?:Value error, )?'(?P<given>.*)' is not one of "
            r"'(?P<known>.+)'\.",
            mark("{name}: {given} is none of {known}"),
        ),
        (
            r"Invalid value for '(?P<name>.+?)': Input should be a valid integer.*",
            mark("{name}: write a whole number"),
        ),
        (
            r"Invalid value for '(?P<name>.+?)': Input should be greater than or equal to (?P<least>\d+)",
            mark("{name}: write {least} or more"),
        ),
    )
)


def usage_message(said: str) -> str:
    """What Typer says of a command line, in the language in use where it is one of the known faults."""
    for pattern, message in _FORMS:
        if match := pattern.fullmatch(said):
            values = {
                name: value.replace("', '", ", ") for name, value in match.groupdict().items()
            }
            return tr(message, **values)
    return said
