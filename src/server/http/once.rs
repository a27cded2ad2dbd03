//! A name has one value, in an address and in a form, unless it is a list (`contacts[]`). With two values it would depend
//! on the reader which one counts: such a request is refused before anybody reads it (SAFETY: duplicate parameters).

use super::{forms, plain};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;

/// The check of every address.
pub async fn layer(request: Request, next: Next) -> Response {
    if !request.uri().query().is_none_or(|query| every_name(query.as_bytes())) {
        return refusal();
    }
    next.run(request).await
}

/// What is said instead: 400, a page.
pub fn refusal() -> Response {
    let words = "It says one thing twice, and it is not clear which one counts. Nothing was changed. Go back, reload the page and try again.";
    plain::page(StatusCode::BAD_REQUEST, "This can’t be read", words)
}

/// Whether every name in this query or form (`application/x-www-form-urlencoded`) has one value, or is a list.
pub fn every_name(encoded: &[u8]) -> bool {
    let pairs = forms::pairs(encoded);
    let mut kinds: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, _) in &pairs {
        let (name, kind) = name.split_at(name.find('[').unwrap_or(name.len()));
        kinds.entry(name).or_default().push(kind);
    }
    kinds.into_values().all(one_value)
}

/// `kinds`: what stands behind each place of one name: nothing, `[]`, or `[0]`, as browsers and as islands write lists.
fn one_value(mut kinds: Vec<&str>) -> bool {
    let count = kinds.len();
    if count == 1 || kinds.iter().all(|kind| *kind == "[]") {
        return true;
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() == count && kinds.iter().all(|kind| !kind.is_empty() && *kind != "[]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_two_values_is_told_from_a_list() {
        for right in
            ["", "a", "a=1&b=1", "a[]=1&a[]=1&a%5B%5D=2", "a[0]=1&a[1]=1", "a[b]=1&a[c]=2", "aa=1&a=2", "A=1&a=2"]
        {
            assert!(every_name(right.as_bytes()), "{right}");
        }
        for wrong in ["a=1&a=2", "a=1&a=1", "a&a", "%61=1&a=2", "a=1&a[]=2", "a[0]=1&a[0]=2", "a[]=1&a[0]=1", "=&="] {
            assert!(!every_name(wrong.as_bytes()), "{wrong}");
        }
    }
}
