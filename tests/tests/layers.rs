//! The crates depend on one another as README.md says, and in no other way.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate and the crates of ours it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("namza-measure", &[]),
    ("namza-mesh", &[]),
    ("namza-gpu", &[]),
    ("namza-pose", &[]),
    ("namza-body", &["measure", "mesh", "pose"]),
    ("namza-pattern", &["measure"]),
    ("namza-drape", &["mesh", "pattern", "gpu"]),
    ("namza-render", &["mesh", "gpu"]),
    ("namza-sheet", &["measure", "pattern"]),
    ("namza-catalog", &["measure", "pattern"]),
    (
        "namza-fitting",
        &[
            "measure", "mesh", "gpu", "pose", "body", "pattern", "drape", "render", "sheet",
            "catalog",
        ],
    ),
    ("namza-evaluate", &["measure", "mesh", "gpu", "pose", "body", "render"]),
    ("namza-server", &["fitting", "catalog", "sheet"]),
    ("namza-cli", &["fitting", "catalog", "evaluate", "server", "measure", "pattern"]),
    ("namza-tests", &["fitting", "measure", "mesh", "render"]),
    (
        "namza-benches",
        &[
            "body", "drape", "fitting", "gpu", "measure", "mesh", "pattern", "pose", "render",
            "tests",
        ],
    ),
];

#[test]
fn crates_depend_only_downwards() {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let allowed: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let ours: BTreeSet<_> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["kind"].is_null() && d["path"].is_string())
            .map(|d| d["name"].as_str().unwrap())
            .map(|name| name.strip_prefix("namza-").unwrap_or(name))
            .collect();
        let may = allowed.get(name).unwrap_or_else(|| panic!("{name} is missing from LAYERS"));
        let may: BTreeSet<_> = may.iter().copied().collect();
        let extra: Vec<_> = ours.difference(&may).collect();
        assert!(extra.is_empty(), "{name} may not depend on {extra:?}");
    }
}
