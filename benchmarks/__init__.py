"""Side-by-side measurements, each one command, each prints a table."""
