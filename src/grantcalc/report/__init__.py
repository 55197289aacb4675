"""What grantcalc has to say, ready to be rendered: the JSON outputs are these models.

The names and shapes are promises to those who script against them; fields are added, never
renamed. Money is a decimal string in JSON, dates are ISO 8601, a share is a decimal string.
"""
