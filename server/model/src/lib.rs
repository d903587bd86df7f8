//! Trees to meaning: what PySpark, SQL and bundle code does. Knows no rule and no disk.

pub mod bundle;
pub mod expr;
pub mod file;
pub mod frame;
pub mod name;
pub mod operation;
pub mod session;
pub mod text;
pub mod tri;
pub mod value;

pub use tri::Tri;
