//! What `.gitignore` files and their kin say is to be left alone, read as ripgrep reads them. Knows rules and where they hold, walks
//! nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Where a folder says what to leave alone, by rank: what `.ignore` says of a path, in whichever folder, goes before what any
/// `.gitignore` says of it. In `.git` it is `info/exclude`.
const SAYING: [&str; 3] = [".ignore", ".gitignore", ".git"];

/// The rules that hold in a folder: its own, and those of the folders around it.
pub struct Ignores {
    around: Option<Arc<Self>>,
    /// By the places in [`SAYING`].
    own: [Gitignore; SAYING.len()],
}

impl Ignores {
    /// The rules that hold in `folder`, a path without links, before its own: of the user, and of the folders around.
    pub fn around(folder: &Path) -> Arc<Self> {
        let (of_user, _) = Gitignore::global();
        let mut ignores = Arc::new(Self { around: None, own: [Gitignore::empty(), Gitignore::empty(), of_user] });
        let outer: Vec<&Path> = folder.ancestors().skip(1).collect();
        for outer in outer.into_iter().rev() {
            ignores = ignores.within(outer, |name| outer.join(name).exists());
        }
        ignores
    }

    /// The rules that hold in a folder below; `has` tells which names stand in it.
    pub fn within(self: Arc<Self>, folder: &Path, has: impl Fn(&str) -> bool) -> Arc<Self> {
        if !SAYING.iter().any(|name| has(name)) {
            return self;
        }
        let own = SAYING.map(|name| if has(name) { read(folder, name) } else { Gitignore::empty() });
        if own.iter().all(Gitignore::is_empty) { self } else { Arc::new(Self { around: Some(self), own }) }
    }

    /// Whether a path in the folder is left alone. Of the rules of one rank, the nearest that speak of it decide.
    pub fn has(&self, path: &Path, is_folder: bool) -> bool {
        let said = (0..SAYING.len()).flat_map(|rank| {
            let folders = std::iter::successors(Some(self), |ignores| ignores.around.as_deref());
            folders.map(move |ignores| ignores.own[rank].matched(path, is_folder))
        });
        said.into_iter().find(|said| !said.is_none()).is_some_and(|said| said.is_ignore())
    }
}

/// The rules that a file of a folder holds; a line that is no rule counts for nothing.
fn read(folder: &Path, name: &str) -> Gitignore {
    let file = folder.join(name);
    let file = if name == ".git" { find_exclude(&file) } else { Some(file) };
    let mut rules = GitignoreBuilder::new(folder);
    file.filter(|file| file.exists()).map(|file| rules.add(file));
    rules.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The file of a repository that says more; the `.git` of a worktree is a file that leads to the repository's.
fn find_exclude(git: &Path) -> Option<PathBuf> {
    let first_line = |file: &Path| std::fs::read_to_string(file).ok()?.lines().next().map(str::to_owned);
    if !git.is_file() {
        return Some(git.join("info/exclude"));
    }
    let own = PathBuf::from(first_line(git)?.strip_prefix("gitdir: ")?);
    let common = own.join(first_line(&own.join("commondir"))?);
    Some(common.join("info/exclude"))
}
