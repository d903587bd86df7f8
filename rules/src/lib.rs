//! The rules of brickline, one file each.
