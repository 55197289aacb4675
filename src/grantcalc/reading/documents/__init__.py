"""Documents that people write: their sentences and tables, and the figures that they state."""
