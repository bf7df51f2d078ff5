"""Programs for those who work on Desktop RAG; none of them is part of the program itself."""
