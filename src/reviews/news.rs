//! Telling clients what became of what they sent: one mail for a burst of decisions, when the reviewer has been quiet for
//! a while, and only when the client is to do something or there is nothing left to do.

use super::store::{self, Told};
use crate::accounts::{self, AccountId};
use crate::kernel::{Instant, Result, Span};
use crate::mail::{self, DocumentsReviewed, Letter, SentBack};
use crate::requests::model::Verdict;
use crate::server::Services;

/// A burst is over when nothing more was decided for so long …
const QUIET: Span = Span::minutes(5);
/// … or when it has lasted so long.
const LONGEST: Span = Span::minutes(20);

/// Writes the mails that are due. Called by the worker; of two servers only one tells.
pub async fn tell(services: &Services) -> Result<()> {
    let now = services.now();
    let mut tx = services.db.read().await?;
    let due = store::due(&mut tx, now - QUIET, now - LONGEST).await?;
    drop(tx);
    for who in &due {
        // What can't be told to one must not keep the others waiting.
        if let Err(error) = tell_one(services, who, now).await {
            tracing::warn!("decisions could not be told: {error}");
        }
    }
    if !due.is_empty() {
        services.bell.ring();
    }
    Ok(())
}

async fn tell_one(services: &Services, who: &AccountId, now: Instant) -> Result<()> {
    let mut tx = services.db.write().await?;
    if store::take(&mut tx, who, now).await?.is_empty() {
        return Ok(()); // Another server was first, or all was undone.
    }
    let told = store::told(&mut tx, who, now).await?;
    let account = accounts::store::by_id(&mut tx, who).await?;
    if let (Some(first), Some(letter)) = (told.first(), letter(&account.name, &told)) {
        let about = first.id.to_string();
        mail::post(&mut tx, services, &account.email, &about, Letter::DocumentsReviewed(letter)).await?;
    }
    // Also where there is nothing to say: what was only accepted stands in the portal, and is not news later.
    tx.save().await
}

/// The mail for a burst; none if it asks nothing of the client and completes nothing.
fn letter(name: &str, told: &[Told]) -> Option<DocumentsReviewed> {
    let told: Vec<&Told> = told.iter().filter(|one| one.reached).collect();
    let sent_back: Vec<&Told> = told.iter().copied().filter(|one| !accepted(one) && one.asks).collect();
    let complete = complete(&told);
    let corrects = told.iter().any(|one| accepted(one) && one.corrects);
    if sent_back.is_empty() && complete.is_empty() && !corrects {
        return None;
    }
    let about: Vec<&Told> = if sent_back.is_empty() { told.clone() } else { sent_back.clone() };
    Some(DocumentsReviewed {
        name: name.to_owned(),
        client: only(told.iter().map(|one| one.client_name.clone())).unwrap_or_default(),
        sent_back: sent_back.into_iter().map(sent_back_as).collect(),
        accepted: each_once(told.iter().filter(|one| accepted(one)).map(|one| what(one))),
        complete,
        request: only(about.iter().map(|one| one.request_id.as_ref().map(ToString::to_string))).flatten(),
    })
}

/// The requests that became complete within this burst.
fn complete(told: &[&Told]) -> Vec<String> {
    let mut titles = Vec::new();
    for one in told {
        let of_burst =
            told.iter().filter(|other| other.request_id == one.request_id).map(|other| other.decided_at).min();
        let now_complete = one.complete_at.zip(of_burst).is_some_and(|(complete, first)| complete >= first);
        let title = one.request_title.clone().filter(|title| now_complete && !titles.contains(title));
        titles.extend(title);
    }
    titles
}

fn accepted(one: &Told) -> bool {
    one.verdict == Verdict::Accepted.word()
}

fn what(one: &Told) -> String {
    one.item_title.clone().unwrap_or_else(|| one.name.clone())
}

/// Several files for one thing are one good news.
fn each_once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut once = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

fn sent_back_as(one: &Told) -> SentBack {
    SentBack {
        item: one.item_title.clone().unwrap_or_default(),
        file: one.name.clone(),
        reason: one.reason.clone(),
        kept: one.verdict == Verdict::NeedsMore.word(),
    }
}

/// The one value that all have.
fn only<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::ClientId;
    use crate::requests::model::{DecisionId, RequestId};

    fn told(verdict: Verdict, name: &str, request: &RequestId) -> Told {
        Told {
            id: DecisionId::fresh(),
            verdict: verdict.word().into(),
            reason: if verdict == Verdict::Accepted { String::new() } else { "Too blurred to read.".into() },
            decided_at: Instant(1_000),
            name: format!("{name}.pdf"),
            item_title: Some(name.into()),
            request_id: Some(request.clone()),
            request_title: Some("Tax return".into()),
            complete_at: None,
            client_id: ClientId::fresh(),
            client_name: "Mariam Rahman".into(),
            asks: true,
            corrects: false,
            reached: true,
        }
    }

    #[test]
    fn a_mail_is_written_only_when_it_asks_or_ends_something() {
        let request = RequestId::fresh();
        let good = told(Verdict::Accepted, "Lease", &request);
        assert_eq!(letter("Mariam", std::slice::from_ref(&good)), None);
        let bad = told(Verdict::Rejected, "Passport", &request);
        let said = letter("Mariam", &[good.clone(), bad.clone()]).map(|said| (said.sent_back.len(), said.accepted));
        assert_eq!(said, Some((1, vec!["Lease".to_owned()])));
        assert_eq!(letter("Mariam", &[Told { asks: false, ..bad.clone() }]), None, "they sent it again meanwhile");
        assert_eq!(letter("Mariam", &[Told { reached: false, ..bad }]), None, "they no longer reach this client");
        let last = Told { complete_at: Some(Instant(1_000)), ..good.clone() };
        assert_eq!(
            letter("Mariam", std::slice::from_ref(&last)).map(|said| said.complete),
            Some(vec!["Tax return".to_owned()])
        );
        let before = Told { complete_at: Some(Instant(999)), ..good.clone() };
        assert_eq!(letter("Mariam", &[before]), None, "it was complete before this burst");
        assert!(letter("Mariam", &[Told { corrects: true, ..good }]).is_some());
    }

    #[test]
    fn a_mail_leads_to_the_one_request_it_is_about() {
        let (one, other) = (RequestId::fresh(), RequestId::fresh());
        let bad = |request| told(Verdict::Rejected, "Passport", request);
        let link = |told: &[Told]| letter("Mariam", told).and_then(|said| said.request);
        assert_eq!(link(&[bad(&one), bad(&one)]), Some(one.to_string()));
        assert_eq!(link(&[bad(&one), bad(&other)]), None);
        assert_eq!(link(&[bad(&one), told(Verdict::Accepted, "Lease", &other)]), Some(one.to_string()));
    }
}
