//! Trees to meaning: what PySpark, SQL and bundle code does. Knows no rule and no disk.

pub mod bundle;
pub mod column_type;
pub mod exports;
pub mod expr;
pub mod facts;
pub mod file;
pub mod frame;
pub mod name;
pub mod operation;
pub mod python;
pub mod scope;
pub mod session;
pub mod setting;
pub mod shape;
pub mod sql;
pub mod text;
pub mod trace;
pub mod tri;
pub mod value;

pub use exports::{Exports, ForeignCall, Imports};
pub use file::FileModel;
pub use python::model_file;
pub use tri::Tri;
