//! The language server over stdin and stdout, through the real binary.

mod lsp {
    mod actions;
    mod bundle;
    mod findings;
    mod notebook;
    mod positions;
    mod project;
    mod session;
}
