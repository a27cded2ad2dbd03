//! All SQL of search.

use super::words::{Thing, words_of};
use crate::kernel::Result;
use crate::server::Tx;
use crate::{sql_change, sql_insert};

/// Keeps the words by which `owner` is found: those of `texts`, instead of those before.
pub async fn keep(tx: &mut Tx, thing: Thing, owner: &str, texts: &[&str]) -> Result<()> {
    sql_change!(tx, "DELETE FROM search_words WHERE owner_id = $1 AND thing = $2", owner, thing.word())?;
    add(tx, thing, words_of(texts).into_iter().map(|word| (word, owner.to_owned())).collect()).await
}

/// Adds words of things that had none; for many at once.
pub async fn add(tx: &mut Tx, thing: Thing, words: Vec<(String, String)>) -> Result<()> {
    const ADD: &str = "INSERT INTO search_words (thing, word, owner_id) ";
    if words.is_empty() {
        return Ok(());
    }
    sql_insert!(tx, ADD, words, |row, cells| {
        let (word, owner) = row;
        cells.push_bind(thing.word()).push_bind(word).push_bind(owner);
    })?;
    Ok(())
}
