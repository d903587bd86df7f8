#!/usr/bin/env python3
"""Writes sql_functions.tsv: the built-in SQL functions with the numbers of arguments they take.

Asks Spark's registry, reads the platform's Python functions that have the same name in SQL, and adds documented/sql_functions.tsv.
"""

import re

import api
import config
import packages
import registry

# The grammar gives these names forms of their own, which the registry does not see: `dateadd(DAY, 1, d)`, `trim(BOTH ' ' FROM s)`.
# Of table functions it does not tell the numbers.
SPECIAL_FORMS = {
    "any_value": "1-2",
    "cast": "",
    "date_add": "2-3",
    "date_diff": "2-3",
    "dateadd": "2-3",
    "datediff": "2-3",
    "extract": "",
    "mode": "0-2",
    "range": "1-4",
    "timediff": "3",
    "timestampadd": "3",
    "timestampdiff": "3",
    "try_cast": "",
}
# These take or give what only Python has.
PYTHON_ONLY = {"udaf", "wrap_udt"}
FAMILIES = {"h3_functions.py": "h3_funcs", "inet_functions.py": "inet_funcs", "st_functions.py": "st_funcs"}


def main():
    rows = {}
    for name, group, since, arity, deprecated in map(config.padded(5), registry.read()["function"]):
        if re.fullmatch(r"[a-z_][a-z0-9_]*", name) and not (name in rows and group == "table_funcs"):
            rows[name] = [group, since.removesuffix(".0"), arity, deprecated]
    platform = packages.fetch("databricks-connect") / "pyspark/databricks/sql"
    for file, group in FAMILIES.items():
        for member in api.module_members(platform / file).values():
            rows.setdefault(member.name, [group, "", arity_of(member.params), ""])
    for name, group, arity in map(config.padded(3), config.documented("sql_functions.tsv")):
        rows.setdefault(name, [group, "", arity, ""])
    for name in platform_names():
        rows.setdefault(name, ["", "", "", ""])
    for name, arity in SPECIAL_FORMS.items():
        rows.setdefault(name, ["", "", "", ""])[2] = arity
    comment = [
        config.head("sql_functions.py", "pyspark", "databricks-connect") + " and documented/sql_functions.tsv. Do not edit.",
        "name, group, Spark version that brought it (empty: the platform only, or not known), numbers of arguments (1-2, 3-, 0,2; empty: not known), deprecated.",
    ]
    packages.write("sql_functions.tsv", comment, config.lines(rows))


def platform_names():
    """Functions of `pyspark.sql.functions` that only the platform's build has; they call SQL functions of the same name."""
    exported = "pyspark/sql/functions/__init__.py"
    ours = set(api.module_all(packages.fetch("databricks-connect") / exported))
    theirs = set(api.module_all(packages.fetch("pyspark") / exported))
    return sorted(name for name in ours - theirs - PYTHON_ONLY if name.islower())


def arity_of(params):
    """The numbers of arguments of a Python signature; parameters after a bare star do not exist in SQL."""
    names = params.split(",*,")[0].split(",") if params else []
    if any(name.startswith("*") for name in names):
        return f"{len(names) - 1}-"
    required = sum(not name.endswith("=") for name in names)
    return str(required) if required == len(names) else f"{required}-{len(names)}"


if __name__ == "__main__":
    main()
