#!/usr/bin/env python3
"""Writes config_keys.tsv, table_properties.tsv and data_source_options.tsv.

Asks Spark's jars for their config entries and reads Delta's sources; what only the documentation has comes from documented/.
Needs java 17 and, as the one argument, a checkout of delta-io/delta.
"""

import pathlib
import re
import subprocess
import sys

import packages
import registry

# Defaults that tell more of the machine or the build than of Spark.
PRIVATE_DEFAULT = re.compile(r"/tmp|://|^file:|^/opt|^Etc/|^~")
DELTA_SOURCES = "spark/src/main/scala/org/apache/spark/sql/delta"
KERNEL_TABLE_CONFIG = "kernel/kernel-api/src/main/java/io/delta/kernel/internal/TableConfig.java"
SCALA_TYPES = {
    "Boolean": "bool",
    "Int": "int",
    "Long": "int",
    "CalendarInterval": "interval",
    "String": "text",
    "Map[String, String]": "text",
    "Seq[String]": "text",
    # The closed sets of these stand in documented/.
    "DeltaColumnMappingMode": "text",
    "IsolationLevel": "text",
    "CheckpointPolicy.Policy": "text",
}
FORMATS = {
    "AvroOptions": "avro",
    "CSVOptions": "csv",
    "FileIndexOptions": "*",
    "JDBCOptions": "jdbc",
    "JSONOptions": "json",
    "OrcOptions": "orc",
    "ParquetOptions": "parquet",
    "StateSourceOptions": "statestore",
    "TextOptions": "text",
    "XmlOptions": "xml",
}


def main():
    delta = pathlib.Path(sys.argv[1])
    found = registry.read()
    write_keys(found, delta)
    write_properties(delta)
    write_options(found, delta)


def write_keys(found, delta):
    rows = {}
    for key, scope, kind, default, _, since, alternatives in map(padded(7), found["config"]):
        kind, _, values = kind.partition(":")
        default = "" if PRIVATE_DEFAULT.search(default) else default
        rows[key] = [scope, kind, values, default, since.removesuffix(".0"), ""]
        for old in filter(None, alternatives.split(",")):
            rows.setdefault(old, [scope, kind, values, default, "", f"renamed {key}"])
    for key, version in found["removed"]:
        rows[key] = ["runtime", "", "", "", "", f"removed {version.removesuffix('.0')}"]
    for key, version, comment in found["deprecated"]:
        replacement = re.search(r"'(spark\.[\w.]+)'", comment)
        row = rows.setdefault(key, ["runtime", "", "", "", "", ""])
        row[5] = f"deprecated {version}" + (f" {replacement.group(1)}" if replacement else "")
    for key, kind, default, static in delta_keys(read(delta, "sources/DeltaSQLConf.scala")):
        rows.setdefault(key, ["static" if static else "runtime", kind, "", default, "", ""])
    for key in platform_keys():
        rows.setdefault(key, ["", "", "", "", "", ""])
    for key, scope, kind, values, _ in documented("config_keys.tsv"):
        rows[key] = [scope, kind, values, *rows.get(key, [""] * 6)[3:]]
    comment = [
        head("config.py", "pyspark", "databricks-connect") + ", delta-io/delta and documented/config_keys.tsv. Do not edit.",
        "key (a trailing dot: any name below it), scope (runtime: settable in a session, static: only when the session is made, core: only when the cluster starts; empty: not known),",
        "type (bool, int, double, bytes, time, text, enum; empty: not known), values (of an enum, or accepted besides the type), default, since,",
        "fate (removed VERSION, deprecated VERSION [REPLACEMENT], renamed NEW).",
    ]
    packages.write("config_keys.tsv", comment, lines(rows))


def delta_keys(text):
    """`buildConf("x.enabled") ... .booleanConf ... .createWithDefault(true)` in DeltaSQLConf."""
    for match in re.finditer(r'build(Static)?Conf\("([\w.]+)"\)(.*?)(?=\n  val |\n  def |\n  object |\Z)', text, re.S):
        static, key, body = match.groups()
        kind = re.search(r"\.(boolean|int|long|double|string|bytes|time)Conf", body)
        default = re.search(r"\.createWithDefault(?:String)?\((true|false|-?\d+|\"[\w.]*\")L?\)", body)
        names = {"boolean": "bool", "long": "int", "string": "text"}
        kind = names.get(kind.group(1), kind.group(1)) if kind else ""
        yield f"spark.databricks.delta.{key}", kind, default.group(1).strip('"') if default else "", bool(static)


def platform_keys():
    """Keys that the platform's Python sources name."""
    root = packages.fetch("databricks-connect")
    for path in sorted(root.rglob("*.py")):
        yield from re.findall(r'"(spark\.databricks\.[A-Za-z0-9_.]+[A-Za-z0-9])"', path.read_text(encoding="utf-8"))


def write_properties(delta):
    rows = {}
    for match in re.finditer(r'buildConfig\[(.+?)\]\(\s*(?:key = )?(s?"[^"]+"),\s*(?:defaultValue = )?([^\n]+),', read(delta, "DeltaConfig.scala")):
        kind, name, default = match.groups()
        kind = re.sub(r"^Option\[(.+)\]$", r"\1", kind)
        name = name.removeprefix("s").strip('"').replace("${hooks.GenerateSymlinkManifest.CONFIG_NAME_ROOT}", "compatibility.symlinkFormatManifest")
        default = re.match(r'"(.*)"$|(true|false)', default)
        rows[f"delta.{name}"] = [SCALA_TYPES[kind], "", (default.group(1) or default.group(2) or "") if default else ""]
    kernel = git_show(delta, KERNEL_TABLE_CONFIG)
    for name in re.findall(r'"(delta\.[\w.-]+)"', kernel):
        rows.setdefault(name, ["text", "", ""])
    for feature in re.findall(r'Feature\w*\(\s*name = "([\w-]+)"', read(delta, "TableFeature.scala")):
        if not feature.lower().startswith("test"):
            rows[f"delta.feature.{feature}"] = ["enum", "enabled,supported", ""]
    for prefix in ("delta.constraints.", "delta.feature.", "delta.identity.", "delta.logStore."):
        rows[prefix] = ["text", "", ""]
    for name in ("delta.lastCommitTimestamp", "delta.lastUpdateVersion"):
        rows[name] = ["int", "", ""]
    for name, kind, values, page in documented("table_properties.tsv"):
        rows[name] = [kind, values, rows.get(name, ["", "", ""])[2], page]
    comment = [
        "Generated by scripts/facts/config.py from delta-io/delta and documented/table_properties.tsv. Do not edit.",
        "name (a trailing dot: any name below it), type (bool, int, bytes, interval, text, enum, reserved: refused), values of an enum, default,",
        "page below https://docs.databricks.com/aws/en/ where it is not tables/table-properties.",
    ]
    packages.write("table_properties.tsv", comment, lines(rows))


def write_options(found, delta):
    rows = {}
    for name, options in found["options"]:
        for option in options.split(","):
            if name in FORMATS and not option.startswith("_"):
                rows[FORMATS[name], option] = ["", ""]
    for option in re.findall(r'val [A-Z_]+ = "(\w[\w.]*)"', read(delta, "DeltaOptions.scala")):
        if not option.isupper():
            rows["delta", option] = ["", ""]
    for source, option, kind, values, page in documented("data_source_options.tsv"):
        # Option names are read in any case; the documentation's spelling is the one to show.
        for same in [key for key in rows if key[0] == source and key[1].lower() == option.lower()]:
            del rows[same]
        rows[source, option] = [kind, values, page]
    comment = [
        head("config.py", "pyspark") + ", delta-io/delta and documented/data_source_options.tsv. Do not edit.",
        "format (* for all that read files), option (a trailing dot: any name below it), type, values, page below https://docs.databricks.com/aws/en/.",
    ]
    packages.write("data_source_options.tsv", comment, lines({"\t".join(key): cells for key, cells in rows.items()}))


def read(delta, name):
    return git_show(delta, f"{DELTA_SOURCES}/{name}")


def git_show(delta, path):
    return subprocess.run(["git", "-C", str(delta), "show", f"HEAD:{path}"], check=True, capture_output=True, text=True).stdout


def documented(name):
    text = pathlib.Path(__file__).with_name("documented").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def padded(count):
    return lambda cells: cells + [""] * (count - len(cells))


def head(script, *sources):
    versions = ", ".join(f"{name} {packages.VERSIONS[name]}" for name in sources)
    return f"Generated by scripts/facts/{script} from {versions}"


def lines(rows):
    for key in sorted(rows):
        yield "\t".join([key, *rows[key]]).rstrip("\t")


if __name__ == "__main__":
    main()
