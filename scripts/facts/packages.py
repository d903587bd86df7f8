"""Fetches pinned Python packages and unpacks their sources, without installing or importing them.

Every table generator asks here for a folder; downloads are kept between runs.
"""

import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

FACTS = pathlib.Path(__file__).resolve().parents[2] / "server/model/src/facts"
CACHE = pathlib.Path(os.environ.get("BRICKLINE_FACTS_CACHE", tempfile.gettempdir())) / "brickline-facts"

# One list of versions for all tables, so that they describe the same platform.
VERSIONS = {
    "databricks-connect": "19.3.0",
    "databricks-dlt": "0.3.0",
    "databricks-sdk": "0.162.0",
    "delta-spark": "4.4.1",
    "ipython": "8.30.0",
    "pyspark": "4.3.0",
}
# Older releases, newest first, with the release that no longer has what they have and the current one lacks. The last ones before a
# major release are enough, since names go with major releases; 3.0.3 stands for the few that went in between.
OLD_PYSPARK = {"3.5.9": "4.0", "3.0.3": "3.5", "2.4.8": "3.0"}

# What the build scripts of the oldest source releases need to tell pip their name.
OLD_BUILD_TOOLS = "pypandoc<1.8\nsetuptools<60\n"


def fetch(package, version=None):
    """Returns the folder that holds the unpacked sources of `package`."""
    version = version or VERSIONS[package]
    folder = CACHE / f"{package}-{version}"
    if not folder.exists():
        archive = download(package, version)
        unpack(archive, folder)
    inner = folder / f"{package}-{version}"
    return inner if inner.exists() else folder


def archive(package, version=None):
    """Returns the path of the package's archive as published."""
    return download(package, version or VERSIONS[package])


def download(package, version):
    store = CACHE / "archives"
    store.mkdir(parents=True, exist_ok=True)
    names = (f"{package}-{version}", f"{package.replace('-', '_')}-{version}")
    found = [path for path in store.iterdir() if path.name.startswith(names)]
    if found:
        return found[0]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(store)]
    env = dict(os.environ)
    if package == "pyspark":
        constraint = CACHE / "build-tools.txt"
        constraint.write_text(OLD_BUILD_TOOLS if version < "3" else "")
        env["PIP_CONSTRAINT"] = str(constraint)
    else:
        command += ["--only-binary=:all:", "--python-version", "3.13"]
    subprocess.run([*command, f"{package}=={version}"], check=True, env=env)
    return download(package, version)


def unpack(path, folder):
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(folder)
    else:
        with tarfile.open(path) as sdist:
            members = (m for m in sdist if m.name.endswith((".py", ".jar")))
            sdist.extractall(folder, members, filter="data")


def write(name, comment, lines):
    """Writes one data file: comment lines first, then the rows."""
    text = "".join(f"# {line}\n" for line in comment) + "".join(f"{line}\n" for line in lines)
    (FACTS / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(text):,} bytes, {text.count(chr(10))} lines", file=sys.stderr)
