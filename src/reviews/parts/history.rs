//! What came before for the same item, and every decision, taken back or not.

use super::Scene;
use crate::firm::Times;
use crate::requests::model::Verdict;
use crate::reviews::store::Before;
use crate::ui::Moment;
use leptos::prelude::*;

/// The earlier documents and decisions; nothing while this is all there is.
pub fn history(scene: &Scene) -> Option<AnyView> {
    let tells = |before: &&Before| before.submission_id != scene.one.id || before.verdict.is_some();
    let rows: Vec<&Before> = scene.before.iter().filter(tells).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("What came before ({})", rows.len())}</summary>
                <ul class="ledger bare">{rows.into_iter().map(|before| line(before, &scene.times)).collect_view()}</ul>
            </details>
        }
        .into_any()
    })
}

fn line(before: &Before, times: &Times) -> AnyView {
    let sent = format!("From {}, ", before.account_name);
    let verdict = before.verdict.as_deref().and_then(|word| Verdict::parse(word).ok()).map(|verdict| {
        let did = match verdict {
            Verdict::Accepted => "Accepted",
            Verdict::NeedsMore => "Accepted, more needed",
            Verdict::Rejected => "Rejected",
        };
        let who = before.decided_by_name.clone().unwrap_or_else(|| "the virus check".to_owned());
        let reason = before.reason.clone().filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let undone = before.undone_by_name.clone().map(|who| format!(" · taken back by {who}")).unwrap_or_default();
        let at = before.decided_at.map(|at| view! { ", " <Moment at=times.short(at) /> });
        view! { <small>{format!("{did} by {who}")} {at} {format!("{reason}{undone}")}</small> }
    });
    view! {
        <li>
            <a class="row" href=format!("/review/{}", before.submission_id)>{before.name.clone()}</a>
            <small>{sent} <Moment at=times.short(before.created_at) /></small>
            {verdict}
        </li>
    }
    .into_any()
}
