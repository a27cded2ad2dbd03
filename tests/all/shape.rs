//! The house keeps its shape (ARCHITECTURE): who may know whom, where SQL stands, how long files get.

use std::fs;
use std::path::{Path, PathBuf};

/// Features in the order of `lib.rs`: a later one may use an earlier one.
const ORDER: [&str; 15] = [
    "firm",
    "activity",
    "mail",
    "accounts",
    "removals",
    "practice_groups",
    "search",
    "clients",
    "portal_access",
    "matters",
    "documents",
    "requests",
    "reviews",
    "reminders",
    "team",
];
/// Files in which a feature's pages and actions are put together: they may look at every feature's public face.
const TOP: &[&str] = &[
    "pages",
    "parts",
    "actions",
    "islands",
    "changes",
    "export",
    "welcome",
    "receipts",
    "scans",
    "shares",
    "plain_form",
    "tus",
    "example_form",
    "download",
    "archives",
    "uploads",
    "handing_in",
    "client_actions",
    "answer_actions",
    "mine",
    "invitations",
    "activation",
    "desk",
    "wanted",
];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

fn place(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

/// The crate's own modules that a file names.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        if let Some(group) = rest.strip_prefix('{') {
            let inside = group.split('}').next().unwrap();
            names.extend(inside.split(',').map(|name| name.trim().split("::").next().unwrap().to_owned()));
        } else {
            names.push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn kernel_knows_nothing_and_ui_knows_only_the_kernel() {
    for (path, text) in sources("src") {
        let allowed: &[&str] = match place(&path)[0].as_str() {
            "kernel" => &["kernel"],
            "ui" => &["kernel", "ui"],
            "server" => &["kernel", "server", "ui", "sql", "sql_change", "sql_insert"],
            _ => continue,
        };
        for name in used(&text) {
            assert!(allowed.contains(&name.as_str()), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn a_feature_uses_only_earlier_features_below_its_pages_and_actions() {
    for (path, text) in sources("src") {
        let place = place(&path);
        let Some(own) = ORDER.iter().position(|feature| *feature == place[0]) else { continue };
        let top = place.get(1).is_none_or(|file| TOP.contains(&file.as_str()));
        for name in used(&text) {
            let other = ORDER.iter().position(|feature| *feature == name);
            assert!(top || other.is_none_or(|other| other <= own), "{} uses {name}, which comes later", path.display());
        }
    }
}

#[test]
fn sql_stands_only_in_stores() {
    for (path, text) in sources("src") {
        let place = place(&path);
        let store = place.iter().any(|part| part == "store") || place[..].starts_with(&["server".into(), "db".into()]);
        let speaks = text.contains("sqlx::query") || text.contains("sql!(") || text.contains("sql_change!(");
        assert!(store || !speaks, "{} speaks SQL", path.display());
    }
}

#[test]
fn files_stay_under_three_hundred_lines() {
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        let lines = text.lines().count();
        assert!(lines <= 300, "{} has {lines} lines: a folder wants to be born", path.display());
    }
}

#[test]
fn only_the_component_writes_a_textarea_or_raw_html() {
    for (path, text) in sources("src") {
        if path.ends_with("ui/text_area.rs") {
            continue;
        }
        assert!(!text.contains("<textarea") && !text.contains("inner_html"), "{}", path.display());
    }
}

#[test]
fn proofs_on_a_client_are_made_only_where_they_are_checked() {
    for (path, text) in sources("src") {
        let place = place(&path).join("/");
        if text.contains("OnClient::of_person") {
            assert_eq!(place, "portal_access/person");
        }
        if text.contains("OnClient::of_thing") {
            let proofs = ["matters/permit", "requests/permit", "reviews/permit"];
            assert!(proofs.contains(&place.as_str()), "{place} makes a proof on a client without asking for the wall");
        }
        if text.contains("OnClient::of_batch") {
            assert!(place == "documents/shares" || place.starts_with("demo/"), "{place}");
        }
    }
}

#[test]
fn the_deployed_server_reads_what_the_build_was_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| {
        let options = leptos::config::get_configuration(folder.join(file).to_str()).unwrap().leptos_options;
        (options.output_name, options.site_root, options.site_pkg_dir, options.site_addr)
    };
    assert_eq!(read("Leptos.toml"), read("Cargo.toml"));
}
