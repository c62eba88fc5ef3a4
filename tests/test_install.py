"""The wheel and the editable install both find their packs, templates and examples."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", "cin_cli", "templates", "examples")


def run(*line: str | Path, **more: object) -> str:
    """What a command prints; its whole output when it fails."""
    done = subprocess.run([str(word) for word in line], text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources so that nothing is left among them."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        source = ROOT / name
        skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(source, folder / name, ignore=skip) if source.is_dir() else shutil.copy(source, folder)
    major = int(importlib.metadata.version("setuptools").split(".")[0])
    here = ["--no-build-isolation"] if major >= 77 else []  # else pip fetches one
    run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "-qq", *here, "-w", folder / "made", cwd=folder)
    return next((folder / "made").glob("cin_cli-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel in it; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / SCRIPTS / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "-qq", wheel)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def both(elsewhere: Path) -> list[list[str | Path]]:
    """How `cin` is started from the wheel and from here."""
    return [[elsewhere / SCRIPTS / "cin"], [sys.executable, "-m", "cin_cli"]]


def environment(folder: Path) -> dict[str, str]:
    """An environment in which nothing of this checkout is found by chance."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CIN_", "PYTHONPATH"))}
    return env | {"CIN_DB": str(folder / "cases.cin"), "CIN_KEY_FILE": str(folder / "key" / "key"),
                  "CIN_TODAY": "2026-03-02", "CIN_USER": "Sam"}  # fmt: skip


def test_the_wheel_is_what_runs_there(elsewhere: Path, tmp_path: Path) -> None:
    where = run(elsewhere / SCRIPTS / "python", "-c", "import cin_cli; print(cin_cli.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(elsewhere)


@pytest.mark.parametrize("way", [0, 1], ids=["wheel", "here"])
def test_packs_are_found(elsewhere: Path, tmp_path: Path, way: int) -> None:
    said = run(*both(elsewhere)[way], "policy", "show", "york-2024", cwd=tmp_path, env=environment(tmp_path))
    assert "20 working days" in said


@pytest.mark.parametrize("way", [0, 1], ids=["wheel", "here"])
def test_a_plan_is_rendered_from_the_templates(elsewhere: Path, tmp_path: Path, way: int) -> None:
    cin, env = both(elsewhere)[way], environment(tmp_path)
    form = tmp_path / "plan.md"
    shutil.copy(ROOT / "examples" / "plan-first.md", form)
    for line in PLAN:
        run(*cin, *(word.format(form=form) for word in line), cwd=tmp_path, env=env)
    page = run(*cin, "plan", "render", "A1", "--for", "family", "--format", "html", cwd=tmp_path, env=env)
    assert "<html" in page
    assert "Kerry" in page


def test_the_demo_runs_from_the_wheel(elsewhere: Path, tmp_path: Path) -> None:
    env = environment(tmp_path) | {"TMPDIR": str(tmp_path)}
    said = run(elsewhere / SCRIPTS / "cin", "demo", cwd=tmp_path, env=env)
    assert "LATE" in said
    assert "City of York" in said


PLAN = (
    ("init", "--policy", "york-2024"),
    ("case", "open", "A1", "--opened", "2026-01-05"),
    ("family", "add", "A1"),
    ("plan", "new", "A1", "--start", "2026-01-12", "--from", "{form}"),
)


def test_examples_ship(elsewhere: Path, tmp_path: Path) -> None:
    code = "from importlib.resources import files; print(files('cin_cli.examples').joinpath('caseload.csv').is_file())"
    for python in (elsewhere / SCRIPTS / "python", Path(sys.executable)):
        assert run(python, "-c", code, cwd=tmp_path).strip() == "True"
