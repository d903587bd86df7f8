#!/usr/bin/env python3
"""Writes magics.tsv: the magics that notebooks understand, IPython's read from its sources and the platform's own."""

import ast

import config
import packages

MARKS = {"line_magic": "line", "cell_magic": "cell", "line_cell_magic": "both"}


def main():
    rows = {}
    root = packages.fetch("ipython") / "IPython"
    for path in [*sorted(root.glob("core/magics/*.py")), *sorted(root.glob("extensions/*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                rows.update(marked(node))
    for name, kind, page in map(config.padded(3), config.documented("magics.tsv")):
        rows[name] = [kind, page]
    comment = [
        config.head("magics.py", "ipython") + " and documented/magics.tsv. Do not edit.",
        "name, kind (language: owns its cell; line, cell or both: of IPython; notebook: the platform's own), page below https://docs.databricks.com/aws/en/.",
    ]
    packages.write("magics.tsv", comment, config.lines(rows))


def marked(node):
    """The names under which a function is registered as a magic."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        function = call.func if call else decorator
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name in MARKS:
            given = call.args[0].value if call and call.args and isinstance(call.args[0], ast.Constant) else node.name
            yield given, [MARKS[name], ""]


if __name__ == "__main__":
    main()
