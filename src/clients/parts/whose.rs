//! Whose thing it will be: the page before a form that is about a client, where the address names none.

use crate::accounts::{Content, Desk};
use crate::clients::model::ClientId;
use crate::clients::store::{self, Filter, Row};
use crate::kernel::{Form, Result};
use crate::server::leptos as request;
use crate::ui::{Button, ButtonLink, Crumb, Empty, Filters, PageHead, TextField};
use leptos::prelude::*;

/// Clients offered at once.
const OFFERED: usize = 12;

/// What is begun, and where.
pub struct Whose {
    /// The page's title: `New matter`.
    pub title: &'static str,
    /// The question: `Whose matter is it?`
    pub lead: &'static str,
    /// This page's own address.
    pub here: &'static str,
    /// The list that it belongs to.
    pub list: (&'static str, &'static str),
    /// The form for a client.
    pub form: fn(&ClientId) -> String,
}

impl Whose {
    /// The page: each name leads to the form. Archived clients are not offered.
    pub async fn page(self, mut desk: Desk) -> Result<Content> {
        let words = request::query("q");
        let filter = Filter { words: words.clone(), ..Filter::default() };
        let now = desk.services.now();
        let found = store::list(&mut desk.tx, &filter, &desk.staff.wall(), now, OFFERED).await?;
        let body = self.found(&found.rows, found.next.is_some());
        let (none, (list, label)) = (Form::default(), self.list);
        Ok(Content::plain(
            self.title,
            view! {
                <div class="stack-tight">
                    <Crumb href=list label=label />
                    <PageHead title=self.title lead=self.lead />
                </div>
                <Filters action=self.here label="Clients">
                    <TextField form=&none name="q" label="Name or email" kind="search" value=words />
                    <Button label="Show" icon="filter" />
                </Filters>
                <div class="stack-tight">{body}</div>
            },
        ))
    }

    fn found(&self, rows: &[Row], more: bool) -> AnyView {
        if rows.is_empty() {
            let words = "Try fewer letters of a name or an email address, or enter the client first.";
            return view! {
                <Empty title="No client found" words level=2>
                    <ButtonLink href="/clients/new" label="New client" />
                </Empty>
            }
            .into_any();
        }
        let row = |client: &Row| {
            let (href, name) = ((self.form)(&client.id), client.name.clone());
            view! { <li><span class="what"><a class="row" href=href>{name}</a><small>{client.email.clone()}</small></span></li> }
        };
        let more = more.then(|| view! { <p class="soft">"There are more. Type some letters of the name."</p> });
        view! { <ul class="ledger bare">{rows.iter().map(row).collect_view()}</ul> {more} }.into_any()
    }
}
