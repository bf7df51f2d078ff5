"""The left side of the window, the documents table and what adds to them."""

import desktop_rag.ui.lasting_constants  # noqa: F401  # before the first call into Qt
