#!/usr/bin/env python3
"""Draws the statements whose names were judged by hand: 200 that Spark accepts, stratified by their first word.

    scripts/facts/sample_statements.py FOLDER_WITH_STATEMENTS_JSONL

Prints one JSON object (id, sql) on each line, in order of id. The seed is fixed, so the draw is the same every time;
what each statement names is in server/syntax/tests/sql/sample.txt and is not made by any script.
"""

import json
import random
import re
import sys
from pathlib import Path

SEED = 20261121
SIZE = 200


def head(sql: str) -> str:
    """The first word, comments left out: the stratum."""
    text = re.sub(r"/\*.*?\*/|--[^\n]*", " ", sql, flags=re.S)
    word = re.search(r"[A-Za-z]+", text)
    return word.group(0).upper() if word else ""


def main() -> None:
    path = Path(sys.argv[1]) / "statements.jsonl"
    strata: dict[str, list[dict]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("spark") == "ok":
            strata.setdefault(head(row["sql"]), []).append(row)
    total = sum(len(rows) for rows in strata.values())
    draw = random.Random(SEED)
    picked = []
    # Every stratum gives one; the square root keeps queries from filling the rest.
    weights = {name: len(rows) ** 0.5 for name, rows in strata.items()}
    rest = SIZE - len(strata)
    for name in sorted(strata):
        share = 1 + int(rest * weights[name] / sum(weights.values()))
        rows = sorted(strata[name], key=lambda row: row["id"])
        picked += draw.sample(rows, min(share, len(rows)))
    spare = [row for name in sorted(strata) for row in sorted(strata[name], key=lambda r: r["id"]) if row not in picked]
    picked += draw.sample(spare, SIZE - len(picked))
    print(f"{len(picked)} of {total} statements in {len(strata)} strata", file=sys.stderr)
    for row in sorted(picked, key=lambda row: row["id"]):
        print(json.dumps({"id": row["id"], "sql": row["sql"]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
