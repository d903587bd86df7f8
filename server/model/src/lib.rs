//! Trees to meaning: what PySpark, SQL and bundle code does. Knows no rule and no disk.
