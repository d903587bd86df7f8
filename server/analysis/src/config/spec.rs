//! The settings that exist: name, kind, default, meaning. Parsing, the documentation and the JSON Schema all read this one table.

/// A setting.
#[derive(Debug)]
pub struct SettingSpec {
    /// Its name; a dot stands before a key of a table.
    pub name: &'static str,
    /// What it holds.
    pub kind: SettingKind,
    /// What it means, in Markdown.
    pub summary: &'static str,
    /// Its default, as TOML; empty when there is none.
    pub default: &'static str,
    /// An example, as TOML.
    pub example: &'static str,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// Text.
    Text,
    /// A list of texts.
    Texts,
    /// A list of rules, groups, `pedantic`, `ALL`.
    Selectors,
    /// A list of patterns of paths.
    Globs,
    /// One of a few words, or a table from patterns of paths to them.
    ChoiceByGlob(&'static [&'static str]),
    /// A table from patterns of paths to lists of selectors.
    SelectorsByGlob,
    /// A table from rules to levels, or to tables with a level and the rule's options.
    Rules,
}

/// The values of the setting `sql`.
pub const SQL_MODES: &[&str] = &["databricks", "off"];

/// The levels a rule can be given.
pub const LEVELS: &[&str] = &["error", "warning", "info"];

/// Every setting.
pub const SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        name: "extend",
        kind: SettingKind::Text,
        summary: "Another settings file, relative to this one, whose settings hold where this one says nothing.",
        default: "",
        example: "extend = \"../brickline.toml\"",
    },
    SettingSpec {
        name: "select",
        kind: SettingKind::Selectors,
        summary: "The rules that run, instead of the default ones. A group means those of its rules that are on by \
                  default (`style` means all of its own), `pedantic` every rule that is off by default, `ALL` every rule.",
        default: "",
        example: "select = [\"correctness\", \"streaming\", \"hardcoded-secret\"]",
    },
    SettingSpec {
        name: "extend-select",
        kind: SettingKind::Selectors,
        summary: "Rules that run besides the default or selected ones.",
        default: "[]",
        example: "extend-select = [\"pedantic\"]",
    },
    SettingSpec {
        name: "ignore",
        kind: SettingKind::Selectors,
        summary: "Rules that do not run, whatever selects them.",
        default: "[]",
        example: "ignore = [\"select-star\"]",
    },
    SettingSpec {
        name: "rules",
        kind: SettingKind::Rules,
        summary: "The level of a rule, or its level and options. A level set here replaces every level the rule would give.",
        default: "{}",
        example: "[rules]\nunbounded-collect = \"error\"",
    },
    SettingSpec {
        name: "per-file-ignores",
        kind: SettingKind::SelectorsByGlob,
        summary: "Rules that do not report in some files, by patterns of paths relative to the settings file.",
        default: "{}",
        example: "[per-file-ignores]\n\"tests/**\" = [\"performance\"]",
    },
    SettingSpec {
        name: "exclude",
        kind: SettingKind::Globs,
        summary: "Files and folders that are not read at all, besides what `.gitignore` names. A pattern without `/` \
                  matches at any depth.",
        default: "[]",
        example: "exclude = [\"legacy\", \"vendor/**/*.sql\"]",
    },
    SettingSpec {
        name: "default-catalog",
        kind: SettingKind::Text,
        summary: "The catalog that names without one belong to; lets fixes write whole names.",
        default: "",
        example: "default-catalog = \"main\"",
    },
    SettingSpec {
        name: "default-schema",
        kind: SettingKind::Text,
        summary: "The schema that names of one part belong to.",
        default: "",
        example: "default-schema = \"sales\"",
    },
    SettingSpec {
        name: "target",
        kind: SettingKind::Text,
        summary: "The bundle target whose values are used where targets differ; else the bundle's default target.",
        default: "",
        example: "target = \"prod\"",
    },
    SettingSpec {
        name: "sql",
        kind: SettingKind::ChoiceByGlob(SQL_MODES),
        summary: "Whether `.sql` files are Databricks SQL (`\"databricks\"`) or none of our business (`\"off\"`), for \
                  all files or by patterns of paths. Without it, files that a notebook header, a bundle or their own \
                  syntax marks are read.",
        default: "",
        example: "[sql]\n\"warehouse/**\" = \"databricks\"\n\"postgres/**\" = \"off\"",
    },
    SettingSpec {
        name: "medallion.bronze",
        kind: SettingKind::Texts,
        summary: "Catalogs, schemas and tables of the bronze layer, with `*` for any text.",
        default: "[]",
        example: "[medallion]\nbronze = [\"raw\", \"landing_*\"]",
    },
    SettingSpec {
        name: "medallion.silver",
        kind: SettingKind::Texts,
        summary: "Catalogs, schemas and tables of the silver layer.",
        default: "[]",
        example: "[medallion]\nsilver = [\"curated\"]",
    },
    SettingSpec {
        name: "medallion.gold",
        kind: SettingKind::Texts,
        summary: "Catalogs, schemas and tables of the gold layer.",
        default: "[]",
        example: "[medallion]\ngold = [\"marts\", \"reporting\"]",
    },
    SettingSpec {
        name: "bundle-schema",
        kind: SettingKind::Text,
        summary: "A file with the output of `databricks bundle schema`, relative to this one, whose types replace those that \
                  brickline brings: for a CLI that is newer.",
        default: "",
        example: "bundle-schema = \"schemas/bundle.json\"",
    },
    SettingSpec {
        name: "bundle.external-variables",
        kind: SettingKind::Texts,
        summary: "Bundle variables that get their values from the command line or the environment. `lint` reads no \
                  `BUNDLE_VAR_*`: what these variables hold is not known to it.",
        default: "[]",
        example: "[bundle]\nexternal-variables = [\"git_sha\"]",
    },
];

/// The setting of this name.
pub fn find_setting(name: &str) -> Option<&'static SettingSpec> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// Whether the name is the first half of settings such as `medallion.gold`.
pub fn is_section(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.name.split_once('.').is_some_and(|(section, _)| section == name))
}
