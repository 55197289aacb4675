"""The result of `grantcalc verify`, ready to be rendered."""
