"""What is said of a command that was called wrongly: Typer says it in English alone."""

from __future__ import annotations

import re

from grantcalc.language import mark, tr

#: Typer's sentences and ours; a test calls the commands in each of these ways.
_WORDS = {
    r"No such command '(?P<given>.*)'\.": mark('there is no command "{given}"'),
    r"No such command '(?P<given>.*)'\. Did you mean (?P<near>.*)\?": mark(
        'there is no command "{given}"; did you mean {near}?'
    ),
    r"No such option: (?P<given>\S+)": mark("there is no option {given}"),
    r"No such option: (?P<given>\S+) \(Possible options: (?P<near>.*)\)": mark(
        "there is no option {given}; did you mean {near}?"
    ),
    r"Missing command\.": mark("name one of its commands; --help lists them"),
    r"Option '(?P<name>.*)' requires an argument\.": mark("{name} needs a value behind it"),
    r"Option '(?P<name>.*)' does not take a value\.": mark("{name} takes no value"),
    r"Missing argument '(?P<name>.*)'\.(?: Choose from:(?P<known>.*))?": mark("{name} is missing"),
    r"Got unexpected extra argument\(s\) \((?P<given>.*)\)": mark(
        "more is given than fits: {given}"
    ),
    r"Invalid value for '(?P<name>.*)': Value error, '(?P<given>.*)' is not one of (?P<known>.*)\.": mark(
        '{name}: "{given}" is none of {known}'
    ),
    r"Invalid value for '(?P<name>.*)': Input should be a valid integer,.*": mark(
        "{name}: write a whole number"
    ),
    r"Invalid value for '(?P<name>.*)': Input should be greater than or equal to (?P<limit>.*)": mark(
        "{name}: write {limit} or more"
    ),
}


def in_our_words(message: str) -> str:
    """Typer's sentence in the language of the messages; as it is where it is none of the known."""
    for theirs, ours in _WORDS.items():
        if match := re.fullmatch(theirs, message, re.DOTALL):
            parts = {
                part: (text or "").replace("'", "") for part, text in match.groupdict().items()
            }
            if "name" in parts:
                parts["name"] = tr(parts["name"])
            return tr(ours, **parts)
    return message
