"""Tests bundle.py on a small schema of our own: python3 scripts/facts/test_bundle.py"""

import io
import unittest

import bundle

REFERENCE = {"type": "string", "pattern": "\\$\\{(var)\\}"}
SCHEMA = {
    "properties": {"jobs": {"$ref": "#/$defs/map/example.org/sdk/jobs.Job"}, "name": {"$ref": "#/$defs/string"}},
    "$defs": {
        "string": {"type": "string"},
        "example.org": {
            "sdk": {
                "jobs.Job": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["key"],
                            "properties": {
                                "key": {"$ref": "#/$defs/string"},
                                "old": {"$ref": "#/$defs/int", "deprecated": True},
                                "mode": {"$ref": "#/$defs/example.org/sdk/jobs.Mode", "description": "[Beta] How."},
                                "tags": {"$ref": "#/$defs/slice/string"},
                            },
                        },
                        REFERENCE,
                    ]
                },
                "jobs.Mode": {"oneOf": [{"type": "string", "enum": ["B", "A"]}, REFERENCE]},
            }
        },
        "map": {"example.org": {"sdk": {"jobs.Job": {"type": "object", "additionalProperties": {}}}}},
    },
}


class Table(unittest.TestCase):
    def test_lines(self):
        out = io.StringIO()
        bundle.print_table(bundle.read_schema(SCHEMA), out)
        lines = out.getvalue().splitlines()
        self.assertIn("jobs.Job\tkey!\tmode~:jobs.Mode\told-:i\ttags:[s", lines)
        self.assertIn("root\tjobs:{jobs.Job\tname", lines)
        self.assertIn("jobs.Mode\tA\tB", lines)
        self.assertIn("config.Mode\tdevelopment\tproduction", lines)


if __name__ == "__main__":
    unittest.main()
