"""The right side of the window: the page or text that a citation points to."""

import desktop_rag.ui.lasting_constants  # noqa: F401  # before the first call into Qt
