"""The settings, one module a page."""

import desktop_rag.ui.lasting_constants  # noqa: F401  # before the first call into Qt
