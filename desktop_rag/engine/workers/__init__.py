"""Workers: programs of their own, each started fresh, speaking one JSON object per line."""
