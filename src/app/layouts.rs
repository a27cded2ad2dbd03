//! The three layouts around a page's content (FACE: plain, client, staff), and what happens when a page refuses.

mod chrome;
mod shell;

pub use chrome::Section;
pub use shell::shell;

use crate::accounts::session::{Kind, Owing};
use crate::accounts::{Content, Desk, Door, signed_in};
use crate::kernel::{AppError, Result};
use crate::portal_access::Place;
use crate::server::leptos as request;
use leptos::prelude::*;

/// A page for people who are not signed in.
pub fn signed_out<F>(load: fn(Door) -> F) -> AnyView
where
    F: Future<Output = Result<Content>> + Send + 'static,
{
    page(async move {
        let door = Door::open().await?;
        let frame = chrome::Plain::of(&door);
        Ok(frame.around(load(door).await?))
    })
}

/// A page for client people.
pub fn client<F>(section: Section, load: fn(Place) -> F) -> AnyView
where
    F: Future<Output = Result<Content>> + Send + 'static,
{
    page(async move {
        let place = Place::open().await?;
        let frame = chrome::Client::of(&place, section);
        Ok(frame.around(load(place).await?))
    })
}

/// A page for staff.
pub fn staff<F>(section: Section, load: fn(Desk) -> F) -> AnyView
where
    F: Future<Output = Result<Content>> + Send + 'static,
{
    page(async move {
        let mut desk = Desk::open().await?;
        let frame = chrome::Staff::of(&mut desk, section).await?;
        Ok(frame.around(load(desk).await?))
    })
}

/// `/`: everybody is sent to their own first page.
pub fn front_door() -> AnyView {
    request::go(match signed_in().map(|account| account.kind) {
        Some(Kind::Staff(_)) => "/dashboard",
        Some(Kind::Client) => "/portal",
        None => "/login",
    });
    ().into_any()
}

/// A page that only says what was refused.
pub fn refused(error: AppError) -> AnyView {
    page(async move { Err(error) })
}

fn page<F>(load: F) -> AnyView
where
    F: Future<Output = Result<AnyView>> + Send + 'static,
{
    view! {
        <Suspense>
            {Suspend::new(async move {
                match load.await {
                    Ok(view) => view,
                    Err(error) => refusal(error).await,
                }
            })}
        </Suspense>
    }
    .into_any()
}

async fn refusal(error: AppError) -> AnyView {
    if error == AppError::NotSignedIn && request::extension::<Owing>().is_some() {
        request::go("/second-factor");
        return ().into_any();
    }
    if error == AppError::NotSignedIn {
        let next = request::encoded(&request::address());
        let ended = if request::had_session() { "ended=1&" } else { "" };
        request::go(&format!("/login?{ended}next={next}"));
        return ().into_any();
    }
    if error == AppError::ConfirmFirst {
        request::go(&format!("/confirm?next={}", request::encoded(&request::address())));
        return ().into_any();
    }
    request::status(error.status());
    let title = match &error {
        AppError::NotFound => "Page not found",
        AppError::Forbidden => "Not for your role",
        _ => "Something went wrong on our side",
    };
    let home = front_door_words();
    let content = Content::plain(
        title,
        view! {
            <div>
                <h1>{title}</h1>
                <p class="soft">{error.to_string()}</p>
            </div>
            <p><a href=home.0>{home.1}</a></p>
        },
    );
    match Door::open().await {
        Ok(door) => chrome::Plain::of(&door).around(content),
        Err(_) => view! { <main id="main">{content.body}</main> }.into_any(),
    }
}

fn front_door_words() -> (&'static str, &'static str) {
    match signed_in().map(|account| account.kind) {
        Some(Kind::Staff(_)) => ("/dashboard", "Go to the dashboard"),
        Some(Kind::Client) => ("/portal", "Go to your home page"),
        None => ("/login", "Sign in"),
    }
}
