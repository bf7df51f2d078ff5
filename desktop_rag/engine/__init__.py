"""The engine: owns the library folder and every decision; knows nothing of Qt."""
