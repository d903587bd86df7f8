"""Runs Registry.java against Spark's jars and hands out its lines. Knows only how to call it."""

import pathlib
import subprocess

import packages


def read():
    """The cells of every line that Registry.java prints, grouped by the first cell."""
    root = packages.fetch("pyspark")
    jars = root / "deps/jars"
    command = [
        "java",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-cp",
        f"{jars}/*",
        str(pathlib.Path(__file__).with_name("Registry.java")),
        *sorted(map(str, jars.glob("spark-*.jar"))),
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=packages.CACHE).stdout
    found = {}
    for line in printed.splitlines():
        kind, *cells = line.split("\t")
        found.setdefault(kind, []).append(cells)
    return found
