"""The right side of the window: the page or text that a citation points to."""
