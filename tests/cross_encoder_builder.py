"""Makes a tiny cross-encoder: a BERT of two layers with random weights, written without any library of its own."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] parking fee the is hotel leave days a what".split()
_HIDDEN, _LAYERS, _POSITIONS = 32, 2, 64

CONFIG = {
    "architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": len(WORDS),
    "hidden_size": _HIDDEN, "num_hidden_layers": _LAYERS, "num_attention_heads": 2, "intermediate_size": 2 * _HIDDEN,
    "max_position_embeddings": _POSITIONS, "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0},
}  # fmt: skip


def write(folder: Path) -> Path:
    """Write the model into a folder that is made, and return it."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "model_max_length": _POSITIONS})
    )
    save_file(_weights(), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _weights() -> dict[str, npt.NDArray[np.float32]]:
    chance = np.random.default_rng(7)
    held: dict[str, npt.NDArray[np.float32]] = {}

    def dense(name: str, outward: int, inward: int) -> None:
        held[f"{name}.weight"] = chance.normal(0, 0.5, (outward, inward)).astype(np.float32)
        held[f"{name}.bias"] = np.zeros(outward, np.float32)

    def norm(name: str) -> None:
        held[f"{name}.weight"], held[f"{name}.bias"] = np.ones(_HIDDEN, np.float32), np.zeros(_HIDDEN, np.float32)

    for name, rows in (("word", len(WORDS)), ("position", _POSITIONS), ("token_type", 2)):
        table = chance.normal(0, 0.5, (rows, _HIDDEN)).astype(np.float32)
        held[f"bert.embeddings.{name}_embeddings.weight"] = table
    norm("bert.embeddings.LayerNorm")
    for layer in range(_LAYERS):
        place = f"bert.encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            dense(f"{place}.attention.self.{part}", _HIDDEN, _HIDDEN)
        dense(f"{place}.attention.output.dense", _HIDDEN, _HIDDEN)
        norm(f"{place}.attention.output.LayerNorm")
        dense(f"{place}.intermediate.dense", 2 * _HIDDEN, _HIDDEN)
        dense(f"{place}.output.dense", _HIDDEN, 2 * _HIDDEN)
        norm(f"{place}.output.LayerNorm")
    dense("bert.pooler.dense", _HIDDEN, _HIDDEN)
    dense("classifier", 1, _HIDDEN)
    return held
