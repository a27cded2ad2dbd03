//! The wall is a place in each query: no list over several clients can be asked without one.

use std::fs;
use std::path::Path;

/// What stands behind walls.
const WALLED: [&str; 7] = ["clients", "matters", "requests", "documents", "submissions", "deadlines", "outbox"];

/// Queries that nobody of staff is shown the rows of: the portal's own work, what client people are let in to by their
/// access, and what names one thing whose proof was made before. Everything else must have a wall.
fn needs_none(store: &str) -> bool {
    ["demo/", "practice_groups/", "server/"].iter().any(|folder| store.starts_with(folder))
}

/// What has no wall, and why it needs none.
const KNOWN: [&str; 11] = [
    "macro_rules! asked {", // The portal's own reminders; staff ask by one request, whose proof they have.
    "macro_rules! wanted {", // The same.
    "fn cards_of(",         // The condition of each column has it.
    "pub async fn is_newest(", // On one item.
    "pub async fn state_by_files(", // On one item.
    "macro_rules! lines {", // Each use adds it.
    "pub async fn left_open(", // The portal's own tidying.
    "const WAITING",        // A condition of the list, which has it.
    "const UNACCEPTED",     // Made of open_invitations!, which has it.
    "FROM clients WHERE lead_id = $1) AS clients", // A colleague's work; told without figures to whom a wall hides some.
    "pub async fn stop_of(",                       // The portal's own: whether a mail goes.
];

/// The texts of constants and functions of a store, apart.
fn pieces(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    code.split("\n\n").map(str::to_owned).collect()
}

#[test]
fn no_list_over_several_clients_is_asked_without_a_wall() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let (mut open, mut held) = (Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let place = path.strip_prefix(&root).unwrap().display().to_string();
            if !place.contains("store") || needs_none(&place) {
                continue;
            }
            for piece in pieces(&fs::read_to_string(&path).unwrap()) {
                let lists = WALLED.iter().any(|table| piece.contains(&format!("FROM {table} ")));
                // A page of a list, or a count over everything.
                let wide = piece.contains("LIMIT $") || piece.contains("SELECT COUNT(*) FROM");
                let by_key = [
                    "client_id = $",
                    "matter_id = $",
                    "request_id = $",
                    ".id = $",
                    " id = $",
                    "about = $",
                    "receipt_id = $",
                ]
                .iter()
                .any(|key| piece.contains(key));
                let known = KNOWN.iter().any(|start| piece.contains(start));
                if lists && wide && !by_key && !known {
                    let walled = [
                        "in_group",
                        "matter_in_groups",
                        "reaches_",
                        "reached!",
                        "REACHED",
                        "conditions()",
                        "submission!",
                        "request!",
                    ];
                    if walled.iter().any(|word| piece.contains(word)) {
                        held += 1
                    } else {
                        open.push(format!("{place}:\n{piece}"))
                    }
                }
            }
        }
    }
    assert!(held > 10, "only {held} lists have a wall: this test looks at the wrong things");
    assert!(open.is_empty(), "{}", open.join("\n\n"));
}
