"""Writes server/model/src/facts/bundle.tsv: the types of the bundle configuration, from the JSON schema that the
Databricks CLI prints.

    databricks bundle schema | python3 scripts/facts/bundle.py > server/model/src/facts/bundle.tsv

Only names, kinds, required and deprecated marks, launch stages and enum values are taken; no descriptions.
`--types` reads the list of types in place of a schema: {"types": {name: {field: {"type": ...}}}, "enums": {name: [...]}}.
"""

import json
import re
import sys

SCALARS = {"string": "s", "bool": "b", "int": "i", "int64": "i", "float64": "f", "interface": "a"}
STAGES = {"PRIVATE_PREVIEW": "?", "private_preview": "?", "public_preview": "+", "beta": "~"}

# Closed sets that the CLI checks although its schema has plain strings there.
# https://docs.databricks.com/aws/en/dev-tools/bundles/reference
ENUMS = {
    "config.ArtifactType": ["whl", "jar"],
    "config.Mode": ["development", "production"],
    "exec.ExecutableType": ["bash", "sh", "cmd"],
    "presets.PauseStatus": ["PAUSED", "UNPAUSED"],
    "variable.VariableType": ["complex"],
}
RETYPED = {("config.Presets", "trigger_pause_status"): "presets.PauseStatus"}

# Fields that the service fills in: the schema leaves them out, the CLI accepts them.
OUTPUT_ONLY = {
    "resources.Alert": ["create_time", "effective_run_as", "id", "lifecycle_state", "owner_user_name", "update_time"],
    "sql.AlertV2Evaluation": ["last_evaluated_at", "state"],
    "resources.App": [
        "active_deployment", "app_status", "compute_status", "create_time", "creator", "default_git_source",
        "default_source_code_path", "id", "pending_deployment", "service_principal_client_id",
        "service_principal_id", "service_principal_name", "update_time", "updater", "url",
    ],
    "resources.Dashboard": ["dashboard_id", "etag", "path"],
    "resources.DatabaseInstance": ["creation_time", "creator", "read_write_dns", "state", "uid"],
    "resources.GenieSpace": ["etag", "space_id"],
    "resources.Job": ["deployment", "edit_mode", "format"],
    "resources.JobRun": ["idempotency_token"],
    "resources.Pipeline": ["deployment"],
    "pipelines.IngestionPipelineDefinition": ["source_type"],
    "resources.SyncedDatabaseTable": ["data_synchronization_status", "unity_catalog_provisioning_state"],
    "resources.Volume": ["volume_path"],
}


def read_schema(schema):
    """The types and enums of a JSON schema, as {"types": ..., "enums": ...}."""
    types, enums = {}, {}
    for path, definition in definitions(schema.get("$defs", {}), ""):
        shape = real_shape(definition)
        name = short_name(path)
        if shape.get("type") == "object" and "properties" in shape:
            types[name] = read_fields(shape)
        elif "enum" in shape:
            enums[name] = [str(value) for value in shape["enum"]]
    types["root"] = read_fields(schema)
    return {"types": types, "enums": enums}


def definitions(tree, path):
    """Every definition of the nested `$defs`, with its path."""
    for key, value in tree.items():
        here = f"{path}/{key}" if path else key
        if any(mark in value for mark in ("type", "oneOf", "anyOf", "enum", "properties")):
            yield here, value
        else:
            yield from definitions(value, here)


def real_shape(definition):
    """A definition without the alternative that it is written as `${...}`."""
    for choice in definition.get("oneOf") or definition.get("anyOf") or []:
        if "${" not in choice.get("pattern", "").replace("\\", ""):
            return choice
    return definition


def read_fields(shape):
    required = set(shape.get("required", []))
    fields = {}
    for name, property in shape.get("properties", {}).items():
        field = {"type": read_reference(property)}
        if name in required:
            field["required"] = True
        if property.get("deprecated"):
            field["deprecated"] = True
        if stage := find_stage(property):
            field["stage"] = stage
        fields[name] = field
    return fields


def find_stage(property):
    if stage := property.get("x-databricks-launch-stage"):
        return stage.lower()
    text = property.get("description", "")
    prefixes = {"[Private Preview]": "private_preview", "[Public Preview]": "public_preview", "[Beta]": "beta"}
    return next((stage for prefix, stage in prefixes.items() if text.startswith(prefix)), None)


def read_reference(property):
    """The kind that a `$ref` points at: `#/$defs/slice/github.com/.../jobs.Task` is list<jobs.Task>."""
    path = property.get("$ref", "").removeprefix("#/$defs/")
    for wrapper, kind in (("slice/", "list"), ("map/", "map")):
        if path.startswith(wrapper):
            return f"{kind}<{read_reference({'$ref': '#/$defs/' + path.removeprefix(wrapper)})}>"
    return short_name(path) if path else property.get("type", "interface")


def short_name(path):
    """github.com/databricks/databricks-sdk-go/service/jobs.Task is jobs.Task."""
    return path.rsplit("/", 1)[-1]


def compact(kind, known):
    if match := re.fullmatch(r"(list|map)<(.*)>", kind):
        return ("[" if match[1] == "list" else "{") + compact(match[2], known)
    if kind in SCALARS:
        return SCALARS[kind]
    kind = short_name(kind)
    if kind in known:
        return kind
    return "s" if kind.endswith((".Duration", ".Time")) else "a"


def print_table(data, out):
    types, enums = data["types"], {**data["enums"], **ENUMS}
    known = {short_name(name) for name in (*types, *enums)}
    print("# Generated by scripts/facts/bundle.py from the output of `databricks bundle schema`.", file=out)
    print("# A line is a type and its fields: name, marks (! required, - deprecated, ? private preview, + public", file=out)
    print("# preview, ~ beta, ^ filled in by the service), colon, kind ([ list of, { map of, b i f a: bool ... any; else string).", file=out)
    print("[types]", file=out)
    for name in sorted(types):
        cells = [name]
        for field, facts in sorted(types[name].items()):
            marks = "!" * bool(facts.get("required")) + "-" * bool(facts.get("deprecated")) + STAGES.get(facts.get("stage"), "")
            kind = compact(RETYPED.get((name, field), facts["type"]), known)
            cells.append(field + marks + (f":{kind}" if kind != "s" else ""))
        cells += [f"{field}^:a" for field in OUTPUT_ONLY.get(name, []) if field not in types[name]]
        print("\t".join(cells), file=out)
    print("[enums]", file=out)
    for name in sorted(enums):
        print("\t".join([name, *sorted(enums[name])]), file=out)


def main():
    data = json.load(sys.stdin)
    print_table(data if "--types" in sys.argv[1:] else read_schema(data), sys.stdout)


if __name__ == "__main__":
    main()
