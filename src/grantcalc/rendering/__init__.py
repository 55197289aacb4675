"""Reports to text, JSON and more: one output a module. A report is all that a renderer sees."""
