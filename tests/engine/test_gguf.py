"""A damaged model file is refused before native code sees it."""

import random
import struct
from pathlib import Path

import pytest

from desktop_rag import paths
from desktop_rag.engine import gguf, model_memory
from desktop_rag.errors import ModelFileInvalid, ModelMissing
from tests import gguf_builder

DEFAULT = paths.installation_folder() / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"


def written(folder: Path, data: bytes) -> Path:
    file = folder / "model.gguf"
    file.write_bytes(data)
    return file


def test_reads_what_the_file_says(tmp_path: Path) -> None:
    header = gguf.read_header(written(tmp_path, gguf_builder.build()))
    assert header.architecture == "llama"
    assert header.name == "Tiny"
    assert header.quantization == "Q4_1"
    assert header.context == 2048
    assert header.parameters == 64 * 32
    assert header.vocabulary == 3
    assert header.languages == ("en", "ja")
    assert header.has_chat_template
    assert not header.is_part


@pytest.mark.models
def test_reads_the_default_model() -> None:
    header = gguf.read_header(DEFAULT)
    assert (header.architecture, header.quantization, header.context) == ("llama", "Q4_1", 8192)
    assert header.parameters == 134_515_008
    assert header.has_chat_template
    assert 150_000_000 < model_memory.needed(header, 4096) < 1_000_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GG",
        b"GGUF",
        b"PK\x03\x04 a renamed archive",
        b"%PDF-1.7 a renamed document" * 100,
        gguf_builder.build(version=1),
        gguf_builder.build(version=0x03000000),
        gguf_builder.build(tensors=0),
        gguf_builder.build(tensors=1 << 40),
        gguf_builder.build({"general.name": "no architecture"}),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 1 << 62),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + struct.pack("<Q", 1 << 63),
        gguf_builder.build()[:-1],
        gguf_builder.build()[:200],
    ],
)
def test_refuses_what_is_no_whole_model(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelFileInvalid):
        gguf.read_header(written(tmp_path, data))


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        gguf.read_header(tmp_path / "none.gguf")


def test_no_flipped_byte_does_more_than_refuse(tmp_path: Path) -> None:
    whole = gguf_builder.build()
    dice = random.Random(7)
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(600)] = dice.randrange(256)
        try:
            header = gguf.read_header(written(tmp_path, bytes(damaged[: dice.randint(1, len(damaged))])))
        except ModelFileInvalid:
            continue
        assert model_memory.needed(header, 4096) > 0
