"""The pages of docs/ that are made from the code's own text: one module a page."""
