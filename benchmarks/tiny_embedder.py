"""An embedding model with one of six layers: for measuring what does not depend on how good vectors are."""

import json
import shutil
from pathlib import Path

from safetensors.numpy import load_file, save_file

from desktop_rag import paths

_MODEL = "all-MiniLM-L6-v2"
_LAYER = "encoder.layer."


def make(home: Path) -> None:
    """Put it into a library's own models folder, where it comes before the installed ones."""
    source = paths.installation_folder() / "models" / _MODEL
    target = home / "models" / "one-layer"
    shutil.copytree(source, target)
    weights = target / "model.safetensors"
    kept = {
        name: value
        for name, value in load_file(weights).items()
        if _LAYER not in name or name.partition(_LAYER)[2].startswith("0.")
    }
    weights.unlink()  # it may be a link
    save_file(kept, weights, {"format": "pt"})
    configuration = target / "config.json"
    values = json.loads(configuration.read_text(encoding="utf-8"))
    configuration.unlink()
    configuration.write_text(json.dumps({**values, "num_hidden_layers": 1}), encoding="utf-8")
