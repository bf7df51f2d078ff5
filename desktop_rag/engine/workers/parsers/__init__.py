"""One module per document format; imported by the parse worker alone."""
