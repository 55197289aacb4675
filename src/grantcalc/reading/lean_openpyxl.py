"""openpyxl without the libraries that it imports wherever they happen to be installed.

It takes numpy for the types of its numbers, lxml for writing and Pillow for images: a tenth of a second
at every start, and nothing that grantcalc reads by. What openpyxl reads is the same without them (its
cells come through the standard library's parser in either case, kept safe by defusedxml).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_UNNEEDED = ("numpy", "lxml", "PIL")


class _Unneeded(MetaPathFinder):
    """Finds nothing, and says so for `_UNNEEDED` for as long as openpyxl is being imported."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        openpyxl = sys.modules.get("openpyxl")
        # The last thing that openpyxl takes in is load_workbook: until then it is half imported.
        if fullname in _UNNEEDED and openpyxl and not hasattr(openpyxl, "load_workbook"):
            raise ModuleNotFoundError(f"openpyxl does without {fullname} here", name=fullname)
        return None


def import_openpyxl_lean() -> None:
    """From now on openpyxl, when it is imported, goes without these libraries; others still get them.

    For processes of grantcalc's own: in a program that uses grantcalc as a library, openpyxl must keep
    to what that program may want of it, such as writing numpy's numbers.
    """
    if not any(isinstance(finder, _Unneeded) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Unneeded())
