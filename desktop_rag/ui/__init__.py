"""The window: shows what the engine says; never opens a document, a model file or the network."""
