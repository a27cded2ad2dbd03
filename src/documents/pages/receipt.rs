//! `/portal/receipts/{id}`: what the firm has received, as proof for whoever sent it.

use crate::accounts::Content;
use crate::documents::ReceiptId;
use crate::documents::parts::{bytes, exact_size, fours, in_words};
use crate::documents::store::{self, Receipt, Row};
use crate::firm::Times;
use crate::kernel::{AppError, Result};
use crate::mail;
use crate::portal_access::Place;
use crate::requests;
use crate::requests::store::AnswerTo;
use crate::server::leptos as request;
use crate::ui::{ButtonLink, Crumb, Fact, Facts, Look, Moment, PrintButton, Tag, Tone, Trust};
use leptos::prelude::*;

/// The page. Only the sender sees it, and only while they reach the client.
pub async fn receipt(mut place: Place) -> Result<Content> {
    let id = request::param::<ReceiptId>("id")?;
    let receipt = store::receipt(&mut place.tx, &id, &place.person.account().id).await?;
    place.person.on(&receipt.client_id)?;
    let rows = store::on_receipt(&mut place.tx, place.person.wall(), &id).await?;
    if rows.is_empty() {
        return Err(AppError::NotFound);
    }
    // Whoever looks as this person may stand before a wall: of what they do not see nothing is named.
    let mut answers = requests::store::on_receipt(&mut place.tx, &id, &receipt.account_id).await?;
    answers.retain(|answer| rows.iter().any(|row| row.id == answer.document_id));
    let mailed = mail::last_about(&mut place.tx, id.as_str()).await?.is_some();
    let title = match rows.len() {
        1 => "We have received one document".to_owned(),
        count => format!("We have received {} documents", in_words(count)),
    };
    let sends = if mailed { "we sent" } else { "we will send" };
    let mail = format!(" · {sends} this receipt to {} as well.", receipt.account_email);
    let lead = place.person.reach().iter().find(|reach| reach.client_id == receipt.client_id);
    let lead = lead.and_then(|reach| reach.lead_name.clone()).unwrap_or_else(|| place.firm.name.clone());
    let back = match answers.first() {
        Some(one) if answers.iter().all(|other| other.request_id == one.request_id) => {
            (format!("/portal/requests/{}", one.request_id), one.request_title.clone())
        }
        _ => ("/portal/documents".to_owned(), "Documents".to_owned()),
    };
    // Who hears of a request is whoever leads its matter, which this person may not see.
    let next = match answers.is_empty() {
        true => format!("What happens next: {lead} has been told, and looks at what you sent."),
        false => "What happens next: we look at what you sent, and mail you when something is missing.".to_owned(),
    };
    let body = view! {
        <div class="stack">
            <header class="stack-tight">
                <div class="no-print">
                    <Crumb href=back.0 label=back.1 />
                </div>
                <h1>{title}</h1>
                <p><Moment at=place.times.long(receipt.last_at) /> {mail}</p>
            </header>
            {sheet(&receipt, &rows, &answers, &place)}
            <p>{next}</p>
            <div class="actions">
                <ButtonLink href="/portal" label="Back to home" look=Look::Primary />
                <PrintButton label="Print receipt" />
            </div>
        </div>
    };
    Ok(Content::plain("Receipt", body))
}

fn sheet(receipt: &Receipt, rows: &[Row], answers: &[AnswerTo], place: &Place) -> AnyView {
    let (from, client, to) = (receipt.account_name.clone(), receipt.client_name.clone(), place.firm.name.clone());
    let asked = |row: &Row| answers.iter().find(|one| one.document_id == row.id).map(|one| one.title.clone());
    let files = rows.iter().map(|row| file(row, asked(row), &place.times)).collect_view();
    let number = receipt.id.to_string();
    let behalf = (client != from).then(|| view! { <Fact term="For">{client}</Fact> });
    view! {
        <article class="sheet" aria-labelledby="receipt">
            <header>
                <h2 id="receipt">"Receipt"</h2>
                <Tag tone=Tone::Done icon="state-done">"Received"</Tag>
            </header>
            <Facts>
                <Fact term="From">{from}</Fact>
                {behalf}
                <Fact term="To">{to}</Fact>
                <Fact term="Receipt number"><code>{number}</code></Fact>
            </Facts>
            <ol class="ledger">{files}</ol>
            <footer>
                <Trust icon="shield">
                    "The long numbers are fingerprints of your files. With them either of us can prove later that a file is unchanged."
                </Trust>
            </footer>
        </article>
    }
    .into_any()
}

fn file(row: &Row, asked: Option<String>, times: &Times) -> AnyView {
    let asked = asked.map(|title| format!("{title} · "));
    view! {
        <li>
            <span class="margin">
                <Moment at=times.seconds(row.created_at) />
            </span>
            <span class="what">
                <b>{row.name.clone()}</b>
                <small>{asked}{exact_size(bytes(row))}</small>
                <small>"SHA-256 " <code>{fours(&row.sha256)}</code></small>
            </span>
        </li>
    }
    .into_any()
}
