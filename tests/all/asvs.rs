//! OWASP ASVS 5.0.0, levels 1 and 2: each row that applies to the portal (`docs/asvs.tsv`) is shown by tests that are there,
//! or by a section of docs/SECURITY.md, or it is said to be open; and what no request can show is looked up in the sources.

use crate::support::TestApp;
use gk_nexus::app::open::open;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// So many rows of the standard apply.
const APPLICABLE: usize = 188;
/// So many are open. The number only falls: what isn't met is said in docs/SECURITY.md ("What is not there yet").
const OPEN: usize = 0;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every file with this ending below a folder, with what stands in it.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// The names of all functions of these sources that are tests: of the attribute, of our macros, of proptest.
fn tests() -> BTreeSet<String> {
    let sources = files("src", "rs").into_iter().chain(files("tests", "rs"));
    let mut names = BTreeSet::new();
    for (path, text) in sources {
        let in_tests = path.starts_with(root().join("tests"));
        let start = if in_tests { 0 } else { text.find("#[cfg(").unwrap_or(text.len()) };
        let start = if path.to_string_lossy().contains("_tests.rs") { 0 } else { start };
        let text = &text[start..];
        for (at, _) in text.match_indices("fn ") {
            let name: String = text[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let before = text[..at].trim_end_matches("async ").trim_end();
            // Inside `on_both_databases!` stands no attribute: there a test begins after another's end, or a comment.
            let listed =
                text.contains("on_both_databases!") && text[at..].starts_with(&format!("fn {name}(app: TestApp)"));
            if before.ends_with(']') || listed {
                names.insert(name);
            }
        }
    }
    names
}

/// How GitHub links to a heading.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let linked = |heading: &str| {
        let kept = heading
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-')
            .collect::<String>();
        kept.replace(' ', "-")
    };
    headings.map(linked).collect()
}

/// What is wrong with a proof; nothing for what shows it, or is open.
fn wrong(proof: &str, tests: &BTreeSet<String>, anchors: &BTreeSet<String>) -> Option<String> {
    if proof.is_empty() {
        return Some("nothing shows it".to_owned());
    }
    if let Some(words) = proof.strip_prefix("open: ") {
        return (words.len() < 20).then(|| "say in words what is open".to_owned());
    }
    let missing = proof.split(' ').find(|one| match one.strip_prefix("docs/SECURITY.md#") {
        Some(anchor) => !anchors.contains(anchor),
        None if one.starts_with("end2end/") => !root().join(one).exists(),
        None => !tests.contains(*one),
    });
    missing.map(|one| format!("{one} is not there"))
}

#[test]
fn every_row_of_the_standard_is_shown_by_something_that_is_there() {
    let (tests, anchors) = (tests(), anchors(&read("docs/SECURITY.md")));
    assert!(tests.len() > 500, "only {} tests were found", tests.len());
    let text = read("docs/asvs.tsv");
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 4 && ["1", "2"].contains(&row[1]) && !row[2].is_empty()));
    let ids: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!((rows.len(), ids.len()), (APPLICABLE, APPLICABLE), "a row is gone, or there twice");
    let faults: Vec<String> = rows
        .iter()
        .filter_map(|row| wrong(row[3], &tests, &anchors).map(|words| format!("{}: {words}", row[0])))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let open: Vec<String> =
        rows.iter().filter(|row| row[3].starts_with("open: ")).map(|row| format!("{} {}", row[0], row[3])).collect();
    assert_eq!(open.len(), OPEN, "more rows are open than were, or fewer (then lower the number): {}", open.join("\n"));
}

#[test]
fn a_proof_that_is_not_there_is_found() {
    let (tests, anchors) = (tests(), anchors("# Security\n\n## Who may do what\n### 1. Logs, and where\n"));
    assert!(anchors.contains("who-may-do-what") && anchors.contains("1-logs-and-where"));
    for right in [
        "sql_stands_only_in_stores",
        "no_cell_is_a_formula reading_changes_nothing",
        "end2end/access.spec.ts",
        "docs/SECURITY.md#security",
    ] {
        assert_eq!(wrong(right, &tests, &anchors), None, "{right}");
    }
    for bad in [
        "",
        "open: x",
        "no_such_test",
        "reading_changes_nothing no_such_test",
        "safe_cell",
        "end2end/no.spec.ts",
        "docs/SECURITY.md#no",
    ] {
        assert!(wrong(bad, &tests, &anchors).is_some(), "{bad}");
    }
}

/// What stands in these files and must not, with the files where it may.
fn found(sources: &[(PathBuf, String)], words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        for word in words.iter().filter(|word| code.contains(**word)) {
            if !allowed.iter().any(|file| name.ends_with(file)) {
                found.push(format!("{name} has {word}"));
            }
        }
    }
    found
}

#[test]
fn no_source_does_what_no_source_should() {
    let (rust, scripts) = (files("src", "rs"), files("public", "js"));
    let mut bad = Vec::new();
    // Commands of the system, other programs' formats, numbers that aren't random, unsafe code.
    let never = [
        "process::Command",
        "regex::",
        "Regex::",
        "quick_xml",
        "roxmltree",
        "thread_rng",
        "use rand",
        "rand::random",
        "fastrand",
        "unsafe {",
        "allow(unsafe_code",
    ];
    bad.extend(found(&rust, &never, &[]));
    bad.extend(found(&rust, &["md5", "Md5", "Sha1::"], &[]));
    // Statements that are put together: from constants, in these stores only. A new one is looked at by a person.
    let statements = [
        "activity/store.rs",
        "activity/store/chain.rs",
        "clients/store/list.rs",
        "matters/store/lists.rs",
        "matters/store/board.rs",
        "matters/store/all_deadlines.rs",
        "server/db/tables.rs", // Names of tables and columns out of the database's own catalogue, quoted.
    ];
    bad.extend(found(&rust, &["AssertSqlSafe"], &statements));
    // Requests to elsewhere: by the mail carrier, to lists of stolen passwords and to the virus scanner, where the operator
    // says; no redirect is followed.
    let callers = ["server/post/resend.rs", "server/breaches.rs", "server/clamd/mod.rs"];
    bad.extend(found(&rust, &["reqwest::Client", "TcpStream::connect", "UdpSocket"], &callers));
    assert!(read("src/server/post/resend.rs").contains("redirect(reqwest::redirect::Policy::none())"));
    // What would run or keep what pages hold.
    let in_browsers = [
        "eval(",
        "new Function",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "indexedDB",
        "document.cookie",
        "__proto__",
    ];
    bad.extend(found(&scripts, &in_browsers, &[]));
    bad.extend(found(&scripts, &["window.addEventListener('message'", "parent.postMessage", "opener"], &[]));
    bad.extend(found(&scripts, &["localStorage"], &["public/review.js"]));
    // Between tabs of the portal itself (BroadcastChannel), which no other site reaches.
    bad.extend(found(&scripts, &["onmessage"], &["public/portal.js"]));
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    // The search finds what is there.
    assert!(!found(&rust, &["pub fn"], &[]).is_empty() && !found(&scripts, &["sessionStorage"], &[]).is_empty());
}

#[test]
fn the_build_is_set_as_promised() {
    let cargo = read("Cargo.toml");
    assert!(cargo.contains("unsafe_code = \"deny\""));
    let release = cargo.split("[profile.release]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
    assert!(release.contains("overflow-checks = true"), "{release}");
    let dependencies = cargo.split("\n[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
    for never in ["openssl", "native-tls", "md5", "md-5", "sha1", "quick-xml", "regex", "rand ="] {
        assert!(!dependencies.contains(&format!("\n{never}")), "{never}");
    }
    let lock = read("Cargo.lock");
    for never in ["openssl", "openssl-sys", "native-tls", "xml-rs"] {
        assert!(!lock.contains(&format!("name = \"{never}\"\n")), "{never} is in Cargo.lock");
    }
    // XML is read in one place: what the operator's own bucket answers. This parser knows no DTD and opens no entity.
    let package = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let readers: Vec<String> =
        lock.split("name = ").filter(|text| text.contains("\n \"quick-xml\"")).map(package).collect();
    assert_eq!(readers, ["\"object_store\""], "only the bucket's client reads XML");
    assert!(read("deny.toml").contains("crate = \"openssl\""));
}

/// Sessions begin where somebody has shown who they are, and nowhere else.
#[test]
fn only_these_begin_a_session() {
    let rust = files("src", "rs");
    let callers: BTreeSet<String> = rust
        .iter()
        .filter(|(_, text)| text.split("#[cfg(test)]").next().unwrap_or_default().contains("INSERT INTO sessions"))
        .map(|(path, _)| path.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    assert_eq!(callers, BTreeSet::from(["src/accounts/store/sessions.rs".to_owned()]), "one function writes sessions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_are_kept_as_promised() {
    let mut app = TestApp::on_sqlite().await;
    // As the program itself opens, not at the tests' price.
    app.services.password_cost = open(app.services.config.as_ref().clone()).await.unwrap().password_cost;
    app.owner().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
    let right = "SELECT COUNT(*) FROM accounts WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'";
    assert_eq!(app.count(right).await, 1, "OWASP's lowest: 19 MiB, 2 passes");
}
