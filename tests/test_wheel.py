"""What the wheel promises: alone, in any folder, it holds all that a page needs."""

import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import filings

HOUSE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as it would be published."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dist, at=HOUSE)
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The scripts folder of a new environment that holds the wheel and nothing of this checkout.

    The libraries are borrowed from the environment that runs the tests: what is tried is our wheel.
    A line of a .pth file adds a folder without the .pth files in it, so an editable install of this
    checkout stays behind.
    """
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel
    )
    ours = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", at=home)
    borrowed = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    (Path(ours.strip()) / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n")
    return home / "bin"


def run(*command, at=None, codes=(0,)):
    """What a command prints; it must end with one of these codes."""
    done = subprocess.run(
        [str(part) for part in command], cwd=at, capture_output=True, text=True, check=False
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_every_template_font_and_setting(wheel):
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"filings/{path.relative_to(HOUSE).as_posix()}"
        for folder in ("templates", "config")
        for path in (HOUSE / folder).rglob("*")
        if path.is_file()
    }
    for kind in (".html", ".css", ".ttf", ".yaml"):
        assert any(name.endswith(kind) for name in wanted), kind
    assert wanted <= carried


def test_the_wheel_carries_nothing_else(wheel):
    tops = {name.split("/")[0].partition("-")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"filings"}


def test_the_wheel_says_whose_it_is_and_under_which_licences(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [metadata] = (name for name in names if name.endswith(".dist-info/METADATA"))
        told = archive.read(metadata).decode()
    assert f"Version: {filings.__version__}" in told
    assert "Author: the filings authors" in told
    assert "filings/py.typed" in names
    licences = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    assert {"LICENSE", "Liberation.txt", "Noto.txt", "DejaVuSans.txt"} <= licences
    extras = set(re.findall(r"Provides-Extra: (\w+)", told))
    assert extras == {"parquet", "compare", "cluster", "serve"}


def test_every_shipped_font_has_its_licence_beside_it():
    fonts = HOUSE / "templates/fonts"
    licences = {path.stem for path in (fonts / "licences").glob("*.txt")}
    for font in fonts.glob("*.ttf"):
        assert any(font.stem.startswith(stem) for stem in licences), font.name
    for path in (fonts / "licences").glob("*.txt"):
        assert re.search("licen[sc]e", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_an_installed_filings_answers_in_any_folder(installed, tmp_path):
    where = run(installed / "python", "-c", "import filings; print(filings.__file__)", at=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    said = f"filings {filings.__version__}\n"
    assert run(installed / "filings", "--version", at=tmp_path) == said
    assert run(installed / "python", "-m", "filings", "--version", at=tmp_path) == said


@pytest.mark.slow
def test_an_installed_filings_goes_from_list_to_packets_in_any_folder(installed, tmp_path):
    run(
        installed / "filings",
        "sample",
        "--cases",
        "1",
        "--seed",
        "1",
        "--out",
        "list.csv",
        at=tmp_path,
    )
    run(installed / "filings", "build", "list.csv", "--out", "packets", at=tmp_path, codes=(0, 10))
    assert (tmp_path / "packets" / "manifest.json").is_file()
    assert list((tmp_path / "packets").rglob("motion.pdf"))
