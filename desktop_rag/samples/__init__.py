"""The sample handbook: documents of an invented company, in Japanese and English, for the first minute."""
