//! The language server over stdin and stdout, through the real binary.

mod lsp {
    mod session;
}
