"""A copy of the user's workbook with the findings in it, and nothing else changed.

No library writes the copy: what it does not know would be lost. The package's members are copied as
they are, and in those that must change bytes are put in at positions that the XML parser gave.
"""

from __future__ import annotations

from grantcalc.rendering.annotated.annotating import annotate, is_annotated_copy

__all__ = ["annotate", "is_annotated_copy"]
