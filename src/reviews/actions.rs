//! What reviewers do, and how the firm sets its review rules.
#![allow(missing_docs, reason = "the fields of an action are the fields of its form")]

use crate::kernel::Result;
use crate::requests::model::{DecisionId, ReasonId, SubmissionId};
use leptos::server;

/// Accepts a document, asks for more, or sends it back; then the next one that waits is there.
#[server(prefix = "/api", endpoint = "review_document")]
pub async fn review_document(
    submission: SubmissionId,
    #[server(default)] verdict: String,
    #[server(default)] canned: String,
    #[server(default)] reason: String,
    #[server(default)] matter: String,
) -> Result<()> {
    use super::decide;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, services};
    let staff = staff()?;
    staff.may(Act::Review)?;
    let typed = decide::Typed { verdict, canned, reason, matter };
    let next = decide::decide(&services()?, &staff, submission, typed).await?;
    go(&next.map_or_else(|| "/review".to_owned(), |next| format!("/review/{next}")));
    Ok(())
}

/// Takes a decision back; its document is there again.
#[server(prefix = "/api", endpoint = "undo_review")]
pub async fn undo_review(decision: DecisionId) -> Result<()> {
    use super::decide;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{go, say, services};
    let staff = staff()?;
    staff.may(Act::Review)?;
    let submission = decide::undo(&services()?, &staff, decision).await?;
    say("The decision is taken back. The document waits again.");
    go(&format!("/review/{submission}"));
    Ok(())
}

/// Tells others that somebody looks at a document. Gives who else does, or nothing.
#[server(prefix = "/api", endpoint = "hold_submission")]
pub async fn hold_submission(submission: SubmissionId) -> Result<String> {
    use super::holding;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::Review)?;
    holding::hold(&services()?, &staff, submission).await
}

/// Tells others that somebody no longer looks at a document.
#[server(prefix = "/api", endpoint = "let_go_submission")]
pub async fn let_go_submission(submission: SubmissionId) -> Result<()> {
    use super::holding;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::Review)?;
    holding::let_go(&services()?, &staff, submission).await
}

/// Adds one of the firm's sentences for what is wrong with a document.
#[server(prefix = "/api", endpoint = "add_reason")]
pub async fn add_reason(#[server(default)] words: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::add_reason(&services()?, &staff, &words).await?;
    say("The reason is added.");
    Ok(())
}

/// Gives a sentence other words.
#[server(prefix = "/api", endpoint = "change_reason")]
pub async fn change_reason(reason: ReasonId, #[server(default)] words: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::change_reason(&services()?, &staff, &reason, &words).await?;
    say("The reason is saved.");
    Ok(())
}

/// Moves a sentence: `up` is `true` or `false`.
#[server(prefix = "/api", endpoint = "move_reason")]
pub async fn move_reason(reason: ReasonId, up: bool) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::move_reason(&services()?, &staff, &reason, up).await
}

/// Removes a sentence.
#[server(prefix = "/api", endpoint = "remove_reason")]
pub async fn remove_reason(reason: ReasonId) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::services;
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::remove_reason(&services()?, &staff, &reason).await?.say();
    Ok(())
}

/// Keeps how reviewed documents are named.
#[server(prefix = "/api", endpoint = "save_filing")]
pub async fn save_filing(#[server(default)] pattern: String) -> Result<()> {
    use super::changes;
    use crate::accounts::{Act, staff};
    use crate::server::leptos::{say, services};
    let staff = staff()?;
    staff.may(Act::ChangeFirm)?;
    changes::save_pattern(&services()?, &staff, &pattern).await?;
    say("The pattern is saved. It names what is accepted from now on.");
    Ok(())
}
