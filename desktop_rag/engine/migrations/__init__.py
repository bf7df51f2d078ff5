"""The catalogue's schema as numbered SQL files, carried out in order, each once."""
