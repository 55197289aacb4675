"""What a project has spent and ordered, who pays for it, and what is left."""
