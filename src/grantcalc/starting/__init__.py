"""A new project: its folder with workbooks made for people."""
