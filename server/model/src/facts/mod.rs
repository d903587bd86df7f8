//! What is true of the platform whatever the code says: PySpark's interface, config keys, system tables, runtimes.
//! Every table is a data file, most with a script in `scripts/facts/` that regenerates it; nothing here knows a rule or a file of the user.

pub mod bundle;
pub mod bundle_schema;
pub mod bundle_text;
pub mod config;
pub mod dynamic_value;
pub mod function;
pub mod library;
mod meaning;
pub mod near;
pub mod privilege;
pub mod pyspark;
mod role;
pub mod runtime;
pub mod semantics;
pub mod sql_function;
pub mod system_table;
mod table;
pub mod time_zone;
pub mod vocabulary;
