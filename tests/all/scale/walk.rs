//! Somebody who follows every link, two of a kind.

use super::statements::Statements;
use crate::support::Browser;
use scraper::Html;
use std::collections::{BTreeMap, VecDeque};

/// Pages of one kind that are looked at.
const OF_A_KIND: usize = 2;
/// Pages looked at.
const MOST: usize = 400;

/// A page that was looked at.
pub struct Visit {
    pub path: String,
    /// What it asked the database.
    pub statements: Vec<String>,
}

/// Looks at all that can be reached from `starts`.
pub async fn walk(browser: &Browser, statements: &Statements, starts: &[&str]) -> Vec<Visit> {
    let mut waiting: VecDeque<String> = starts.iter().map(|path| (*path).to_owned()).collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut visits = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let seen = kinds.entry(kind(&path)).or_default();
        if *seen >= OF_A_KIND || visits.len() >= MOST {
            continue;
        }
        *seen += 1;
        statements.take();
        let page = browser.open(&path).await;
        if page.path.split('?').next() != path.split(['?', '#']).next() {
            continue; // Sent on: the page there is looked at by itself.
        }
        assert!(page.status.as_u16() == 200 || page.status.as_u16() == 404, "{path}: {}\n{}", page.status, page.text());
        visits.push(Visit { path, statements: statements.take() });
        waiting.extend(links(&page.html));
    }
    visits
}

fn links(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = crate::support::page::select("a[href]");
    let hrefs = document.select(&selector).filter_map(|link| link.attr("href"));
    let pages = hrefs.filter(|href| {
        href.starts_with('/')
            && !["/download", "/preview", "/export.", ".zip", "/print"].iter().any(|end| href.contains(end))
    });
    pages.map(|href| href.split('#').next().unwrap().to_owned()).collect()
}

/// An address without its ids and its query.
pub fn place(path: &str) -> String {
    let is_id = |part: &str| part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = path.split('?').next().unwrap();
    path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

/// An address without its ids, and without what its query says.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    // What decides over the text of a query is part of the kind.
    let telling = ["access=", "view=", "by=", "sort=", "state=", "due=", "status="];
    let values: Vec<&str> = query.split('&').filter(|pair| telling.iter().any(|name| pair.starts_with(name))).collect();
    format!("{}?{}{}", place(path), names.join("&"), values.join("&"))
}
