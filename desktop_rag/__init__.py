"""Desktop RAG: ask your own documents, on your own computer, with evidence."""
