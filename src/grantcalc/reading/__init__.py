"""Files to the model. Only the modules of this room that make grids or columns know a format."""
