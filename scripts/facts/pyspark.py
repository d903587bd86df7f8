#!/usr/bin/env python3
"""Writes pyspark.tsv: classes, members and functions of PySpark, Delta and pipelines.

Reads the sources of databricks-connect (the platform's build), pyspark (the open-source one) and delta-spark.
"""

import dataclasses
import re

import api
import packages

# The class, where it is importable from, and the files that define it, relative to the package root.
# `+` files are the Spark Connect side: a class has them where the platform runs it without a JVM.
CLASSES = {
    "Catalog": ("pyspark.sql.catalog", "sql/catalog.py +sql/connect/catalog.py"),
    "Column": ("pyspark.sql", "sql/column.py sql/classic/column.py +sql/connect/column.py"),
    "DataFrame": (
        "pyspark.sql",
        "sql/dataframe.py sql/classic/dataframe.py sql/pandas/conversion.py sql/pandas/map_ops.py +sql/connect/dataframe.py",
    ),
    "DataFrameNaFunctions": ("pyspark.sql", "sql/dataframe.py +sql/connect/dataframe.py"),
    "DataFrameReader": ("pyspark.sql", "sql/readwriter.py +sql/connect/readwriter.py"),
    "DataFrameStatFunctions": ("pyspark.sql", "sql/dataframe.py +sql/connect/dataframe.py"),
    "DataFrameWriter": ("pyspark.sql", "sql/readwriter.py +sql/connect/readwriter.py"),
    "DataFrameWriterV2": ("pyspark.sql", "sql/readwriter.py +sql/connect/readwriter.py"),
    "DataStreamReader": ("pyspark.sql.streaming", "sql/streaming/readwriter.py sql/streaming.py +sql/connect/streaming/readwriter.py"),
    "DataStreamWriter": ("pyspark.sql.streaming", "sql/streaming/readwriter.py sql/streaming.py +sql/connect/streaming/readwriter.py"),
    "GroupedData": ("pyspark.sql", "sql/group.py sql/pandas/group_ops.py +sql/connect/group.py"),
    "HiveContext": ("pyspark.sql", "sql/context.py"),
    "MergeIntoWriter": ("pyspark.sql", "sql/merge.py +sql/connect/merge.py"),
    "Observation": ("pyspark.sql", "sql/observation.py +sql/connect/observation.py"),
    "PandasCogroupedOps": ("pyspark.sql", "sql/pandas/group_ops.py +sql/connect/group.py"),
    "RDD": ("pyspark", "core/rdd.py rdd.py"),
    "Row": ("pyspark.sql", "sql/types.py"),
    "RuntimeConfig": ("pyspark.sql.conf", "sql/conf.py +sql/connect/conf.py"),
    "SQLContext": ("pyspark.sql", "sql/context.py"),
    "SparkConf": ("pyspark", "conf.py"),
    "SparkContext": ("pyspark", "core/context.py context.py"),
    "SparkSession": ("pyspark.sql", "sql/session.py sql/pandas/conversion.py +sql/connect/session.py"),
    "SparkSession.Builder": ("", "sql/session.py +sql/connect/session.py"),
    "StorageLevel": ("pyspark", "storagelevel.py"),
    "StreamingQuery": ("pyspark.sql.streaming", "sql/streaming/query.py sql/streaming.py +sql/connect/streaming/query.py"),
    "StreamingQueryManager": ("pyspark.sql.streaming", "sql/streaming/query.py sql/streaming.py +sql/connect/streaming/query.py"),
    "TableValuedFunction": ("pyspark.sql.tvf", "sql/tvf.py +sql/connect/tvf.py"),
    "UDFRegistration": ("pyspark.sql", "sql/udf.py +sql/connect/udf.py"),
    "UDTFRegistration": ("pyspark.sql", "sql/udtf.py +sql/connect/udtf.py"),
    "UserDefinedFunction": ("pyspark.sql.udf", "sql/udf.py +sql/connect/udf.py"),
    "Window": ("pyspark.sql", "sql/window.py +sql/connect/window.py"),
    "WindowSpec": ("pyspark.sql", "sql/window.py +sql/connect/window.py"),
}
CONNECT_NAMES = {"UDFRegistration": "UDFRegistration", "PandasCogroupedOps": "PandasCogroupedOps", "RuntimeConfig": "RuntimeConf"}
DELTA_CLASSES = ["DeltaMergeBuilder", "DeltaOptimizeBuilder", "DeltaTable", "DeltaTableBuilder", "IdentityGenerator"]
SESSION_CLASSES = ["DatabricksSession", "DatabricksSession.Builder"]
# Annotations that say the same class in other words.
SAME_CLASS = {"Builder": "SparkSession.Builder"}
# What the sources leave unannotated, read off their bodies.
RETURNS = {
    ("DatabricksSession", "builder"): "DatabricksSession.Builder",
    ("DatabricksSession.Builder", "withEnvironment"): "DatabricksSession.Builder",
    ("DataFrame", "toPandas"): "PandasDataFrame",
    ("SparkSession", "builder"): "SparkSession.Builder",
    ("dbutils.jobs.taskValues", "get"): "Any",
}

SNAPSHOT_FLOW = api.Member(
    "create_auto_cdc_from_snapshot_flow",
    "f",
    params="target,source,keys,stored_as_scd_type=,track_history_column_list=,track_history_except_column_list=",
    returns="None",
)
EVENT_HOOK = api.Member("on_event_hook", "f", params="user_event_hook_fn=,max_allowable_consecutive_failures=")
BATCH_SINK = api.Member("foreach_batch_sink", "f", params="name:s=")
REPLACE_FLOW = api.Member("replace_flow", "f", params="target:s,replace_using:l,sequence_by:Cs,name:s=,comment:s=,spark_conf:m=")
UPDATE_FLOW = api.Member("update_flow", "f", params="target:s,name:s=,**kwargs")
# What the sources build at run time, or the platform documents and its published stubs lack.
ADDED = [
    # https://docs.databricks.com/aws/en/visualizations/
    ("DataFrame", api.Member("display", "m", params="*args,**kwargs", returns="None"), "d"),
    # https://docs.databricks.com/aws/en/ldp/developer/ldp-python-ref-apply-changes-from-snapshot
    ("dlt", SNAPSHOT_FLOW, "d"),
    ("pyspark.pipelines", SNAPSHOT_FLOW, "d"),
    # https://docs.databricks.com/aws/en/ldp/event-hooks
    ("dlt", EVENT_HOOK, "d"),
    ("pyspark.pipelines", EVENT_HOOK, "d"),
    # https://docs.databricks.com/aws/en/ldp/developer/ldp-python-ref-foreach-batch-sink, -replace-flow and -update-flow
    *((module, flow, "d") for module in ("dlt", "pyspark.pipelines") for flow in (BATCH_SINK, REPLACE_FLOW, UPDATE_FLOW)),
    # https://docs.databricks.com/aws/en/dev-tools/databricks-utils
    ("dbutils.credentials", api.Member("getServiceCredentialsProvider", "f", params="credentialName:s"), "d"),
    ("dbutils.fs", api.Member("refreshMounts", "f", returns="bool"), "d"),
    ("dbutils.library", api.Member("installPyPI", "f", params="package,version=,repo=,extras="), "r"),
    ("dbutils.notebook", api.Member("entry_point", "p"), "d"),
    ("dbutils.notebook", api.Member("getContext", "f"), "d"),
    ("dbutils.widgets", api.Member("getAll", "f", returns="dict"), "d"),
    # https://docs.databricks.com/aws/en/notebooks/
    ("notebook", api.Member("display", "f", params="input:d,*args,**kwargs", returns="None"), "d"),
    ("notebook", api.Member("displayHTML", "f", params="html:s", returns="None"), "d"),
    ("notebook", api.Member("sql", "f", params="sqlQuery:s,args=,**kwargs", returns="DataFrame"), "d"),
    ("notebook", api.Member("table", "f", params="tableName:s", returns="DataFrame"), "d"),
    ("SparkSession", api.Member("builder", "p", since="2.0"), "b"),
]


def main():
    platform = packages.fetch("databricks-connect")
    oss = packages.fetch("pyspark")
    old = [(packages.fetch("pyspark", version) / "pyspark", gone) for version, gone in packages.OLD_PYSPARK.items()]
    tables = {}
    for name, (module, files) in CLASSES.items():
        tables[name] = (module, read_class(name, files, platform / "pyspark", oss / "pyspark", old))
    delta = packages.fetch("delta-spark")
    for name in DELTA_CLASSES:
        here = api.Sources([platform / "delta/tables.py"]).members(name)
        there = api.Sources([delta / "delta/tables.py"]).members(name)
        tables[name] = ("delta.tables", join(here, here, there))
    for name in SESSION_CLASSES:
        here = api.Sources([platform / "databricks/connect/session.py"]).members(name)
        if name == "DatabricksSession":
            here["builder"] = api.Member("builder", "p")
        tables[name] = ("databricks.connect" if "." not in name else "", join(here, here, {}))
    tables["StorageLevel"][1].update(storage_levels(platform / "pyspark/storagelevel.py"))
    tables["pyspark.sql.functions"] = ("", read_functions(platform / "pyspark", oss / "pyspark", old))
    partitioning = "pyspark/sql/functions/partitioning.py"
    tables["pyspark.sql.functions.partitioning"] = ("", read_modules(platform / partitioning, oss / partitioning))
    dlt = read_dlt(packages.fetch("databricks-dlt") / "dlt")
    api_file = "pyspark/pipelines/api.py"
    # On the platform both names lead to one module, whose published stubs know different parts of it.
    pipelines = union(read_modules(platform / api_file, oss / api_file), dlt)
    tables["pyspark.pipelines"] = ("", pipelines)
    tables["dlt"] = ("", {name: ("d", member, gone) for name, (_, member, gone) in pipelines.items()})
    tables["pyspark.sql.types"] = ("", read_types(platform / "pyspark/sql/types.py"))
    for name in ml_modules(platform / "pyspark/ml"):
        tables[name] = ("", {m: ("b", api.Member(m, "c"), "") for m in api.module_all(platform / (name.replace(".", "/") + ".py"))})
    tables.update(read_removed_pandas(oss / "pyspark/pandas", [(root / "pandas", gone) for root, gone in old]))
    tables.update(read_dbutils(packages.fetch("databricks-sdk") / "databricks/sdk/runtime/dbutils_stub.py"))
    tables["notebook"] = ("", {})
    for owner, member, where in ADDED:
        tables[owner][1][member.name] = (where, member, "")
    packages.write("pyspark.tsv", HEADER, rows(tables))


HEADER = [
    "Generated by scripts/facts/pyspark.py from databricks-connect {databricks-connect}, pyspark {pyspark},".format(**packages.VERSIONS),
    "delta-spark {delta-spark}, databricks-dlt {databricks-dlt} and databricks-sdk {databricks-sdk}. Do not edit.".format(**packages.VERSIONS),
    "[class or module] and where to import it from, then its members:",
    "kind (m method, s static, p property, f function, a attribute, c class, i initialiser), name,",
    "where (b both, c classic only, d the platform's build only, r removed), since, parameters, returns, deprecated since, replacement, removed in.",
    "A parameter is name:kinds=, the = where it has a default; kinds of value: c Column or column name, C Column, d DataFrame, n number,",
    "s text, b bool, t date or time, y data type, f function, l list, m dict, a anything; none where the source does not say.",
]


def read_class(name, files, platform, oss, old):
    plain = [f for f in files.split() if not f.startswith("+")]
    remote = [f[1:] for f in files.split() if f.startswith("+")]
    remote_name = CONNECT_NAMES.get(name, name)
    here = api.Sources([platform / f for f in plain]).members(name)
    there = api.Sources([oss / f for f in plain]).members(name)
    connect = api.Sources([platform / f for f in remote]).members(remote_name) if remote else {}
    if name in ("RDD", "SparkContext", "SQLContext", "HiveContext"):
        usable = {}
    elif connect:
        usable = {k: m for k, m in connect.items() if not m.refused}
        here = {**connect, **here}
    else:
        usable = here
    found = join(here, usable, there)
    if name in ("Column", "DataFrame", "SparkSession"):
        found.pop("__init__", None)
    for root, gone in old:
        for member in api.Sources([root / f for f in plain]).members(name).values():
            if member.name not in found and member.name != "__init__":
                found[member.name] = ("r", member, gone)
    return found


def join(here, usable, there):
    """Tells for each member which build has it: `here` the platform's, `usable` without a JVM, `there` the open-source one."""
    found = {}
    for name in sorted({*here, *there}):
        ours, theirs = here.get(name), there.get(name)
        member = api.merge(theirs, ours) if ours and theirs else ours or theirs
        where = ("b" if theirs else "d") if name in usable else "c"
        found[name] = (where, member, "")
    return found


def read_functions(platform, oss, old):
    builtin = "sql/functions/builtin.py"
    exported = set(api.module_all(platform / "sql/functions/__init__.py"))
    here = api.module_members(platform / builtin, exported)
    there = api.module_members(oss / builtin, set(api.module_all(oss / "sql/functions/__init__.py")) | set(here))
    connect = api.module_members(platform / "sql/connect/functions/builtin.py")
    vectorised = api.module_members(platform / "sql/pandas/functions.py")
    found = join({**here, **vectorised}, {**connect, **vectorised}, {**there, **vectorised})
    for root, gone in old:
        module = root / "sql/functions.py"
        module = module if module.exists() else root / builtin
        for member in api.module_members(module).values():
            # Helpers that are not part of the interface carry no version.
            if member.name not in found and member.since:
                found[member.name] = ("r", member, gone)
    return found


def read_modules(platform, oss):
    here, there = api.module_members(platform), api.module_members(oss)
    return join(here, here, there)


def union(first, second):
    """Both tables; a function that both have takes the parameters of either."""
    found = {**second, **first}
    for name in first.keys() & second.keys():
        where, member, removed = first[name]
        known = member.params.split(",")
        names = {parameter_name(p) for p in known}
        extra = [p for p in second[name][1].params.split(",") if parameter_name(p) not in names]
        optional = [p if p.endswith("=") else p + "=" for p in extra if p]
        found[name] = (where, dataclasses.replace(member, params=",".join(known + optional)), removed)
    return found


def parameter_name(text):
    return text.rstrip("=").split(":")[0]


def read_dlt(folder):
    names = set(api.module_all(folder / "__init__.py"))
    found = {name: ("d", m, "") for name, m in api.module_members(folder / "api.py", names).items()}
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    for call in re.finditer(r"^(\w+) = deprecation_warn\(\s*replacement_func=(\w+)", text, re.M):
        original = found[call.group(2)][1]
        found[call.group(1)] = ("d", dataclasses.replace(original, name=call.group(1), replacement=call.group(2)), "")
    found["readStream"] = ("d", dataclasses.replace(found["read_stream"][1], name="readStream"), "")
    return found


PANDAS_CLASSES = {"DataFrame": "frame.py generic.py", "Index": "indexes/base.py base.py", "Series": "series.py base.py generic.py"}


def read_removed_pandas(current, old):
    """What pandas-on-Spark has dropped; what it has is pandas' own interface and not written down."""
    for name, files in PANDAS_CLASSES.items():
        left = api.Sources([current / f for f in files.split()]).members(name)
        members = {}
        for root, gone in old:
            for member in api.Sources([root / f for f in files.split()]).members(name).values():
                if member.name not in left:
                    members[member.name] = ("r", dataclasses.replace(member, params=""), gone)
        yield f"pyspark.pandas.{name}", ("", members)


def read_dbutils(path):
    """The utilities of notebooks, each module as `dbutils.fs` and the like."""
    sources = api.Sources([path])
    for name in sources.classes:
        if name.startswith("dbutils."):
            members = {}
            for member in sources.members(name).values():
                params = member.params.removeprefix("self,")
                members[member.name] = ("d", dataclasses.replace(member, kind="f", params=params), "")
            if members:
                yield name, ("", members)


def read_types(path):
    sources = api.Sources([path])
    found = {}
    for name in api.module_all(path):
        init = sources.members(name).get("__init__")
        if name in sources.classes:
            found[name] = ("b", api.Member(name, "c", params=init.params if init else ""), "")
    return found


def ml_modules(folder):
    for path in sorted(folder.glob("*.py")):
        if path.stem not in ("__init__", "_typing") and api.module_all(path):
            yield f"pyspark.ml.{path.stem}"


def storage_levels(path):
    names = re.findall(r"^StorageLevel\.([A-Z_0-9]+) = ", path.read_text(encoding="utf-8"), re.M)
    return {name: ("b", api.Member(name, "a", returns="StorageLevel"), "") for name in names}


def rows(tables):
    for name in sorted(tables):
        module, members = tables[name]
        yield f"[{name}]\t{module}" if module else f"[{name}]"
        for member_name in sorted(members):
            yield row(name, *members[member_name])


def row(owner, where, member, removed):
    kind = "i" if member.name == "__init__" else member.kind
    replacement = member.replacement
    if replacement.startswith("partitioning."):
        # The source names the wrong one of them for some.
        replacement = f"partitioning.{member.name}"
    returns = RETURNS.get((owner, member.name)) or member.returns.split("[")[0]
    returns = SAME_CLASS.get(returns, returns.removeprefix("Parent"))
    if owner == "DatabricksSession.Builder" and returns == "SparkSession.Builder":
        returns = owner
    if returns == "Self":
        returns = owner
    if returns == "List" and "Row" in member.returns:
        returns = "List[Row]"
    if returns in ("Any", "None"):
        returns = "" if returns == "Any" else "None"
    cells = [kind, member.name, where, member.since, member.params, returns, member.deprecated, replacement, removed]
    return "\t".join(cells).rstrip("\t")


if __name__ == "__main__":
    main()
