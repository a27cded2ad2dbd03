//! How each thing of many requests stands, for their export.

use crate::kernel::{Instant, Result};
use crate::requests::model::{ItemState, RequestId, in_words};
use crate::server::Tx;
use crate::sql;

/// One thing of a request, and how it stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Standing {
    /// Of which request.
    pub request_id: RequestId,
    /// What is asked for.
    pub title: String,
    state: String,
    not_available: bool,
    withdrawn_at: Option<Instant>,
}

impl Standing {
    /// In the words of the request's page.
    pub fn words(&self) -> &'static str {
        match self.withdrawn_at {
            Some(_) => "Withdrawn",
            None => in_words(ItemState::parse(&self.state).unwrap_or(ItemState::Open), self.not_available),
        }
    }
}

/// Requests looked up at a time.
const AT_A_TIME: usize = 16;

const STANDINGS: &str = concat!(
    "SELECT i.request_id, i.title, i.state, ",
    not_available!(),
    " AS not_available, i.withdrawn_at FROM request_items i
    WHERE i.request_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ORDER BY i.request_id, i.position, i.id"
);

/// The things of these requests, each request's in their order; those that were taken back too. Whoever asks has found the
/// requests in a list of their own.
pub async fn standings(tx: &mut Tx, requests: &[&RequestId]) -> Result<Vec<Standing>> {
    let mut found = Vec::new();
    for some in requests.chunks(AT_A_TIME) {
        let id = |at: usize| some.get(at).map_or("", |id| id.as_str());
        found.extend(sql!(tx, |c| {
            let query = sqlx::query_as::<_, Standing>(STANDINGS);
            (0..AT_A_TIME).fold(query, |query, at| query.bind(id(at))).fetch_all(c)
        })?);
    }
    Ok(found)
}
