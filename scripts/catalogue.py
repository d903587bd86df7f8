#!/usr/bin/env python3
"""Writes tests/catalogue.toml: the facts of the rule catalogue that tests/registry.rs compares the rules with.

usage: scripts/catalogue.py RULES_TOML
"""

import sys
import tomllib
from pathlib import Path

KEPT = ("group", "on", "severity", "fix", "default")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rules = tomllib.loads(Path(sys.argv[1]).read_text())["rule"]
    lines = ["# The facts of the rule catalogue; written by scripts/catalogue.py.\n"]
    for rule in sorted(rules, key=lambda rule: rule["name"]):
        lines.append(f"[{rule['name']}]")
        for key in KEPT:
            if key in rule:
                lines.append(f"{key} = {render(rule[key])}")
        lines.append("")
    target = Path(__file__).parent.parent / "tests" / "catalogue.toml"
    target.write_text("\n".join(lines))


def render(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(render(item) for item in value) + "]"
    return f'"{value}"'


if __name__ == "__main__":
    main()
