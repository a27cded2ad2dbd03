//! `/login`, for staff and clients alike.

use super::parts::{reach, titled};
use crate::accounts::actions::SignIn;
use crate::accounts::session::{Kind, Owing};
use crate::accounts::{Content, Door, signed_in, store};
use crate::firm::Firm;
use crate::kernel::Result;
use crate::server::leptos as request;
use crate::ui::{Button, ErrorSummary, Hidden, Look, Notice, NoticeTone, PasswordField, PostForm, TextField};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Sign in.
pub async fn login(mut door: Door) -> Result<Content> {
    if request::extension::<Owing>().is_some() {
        request::go("/second-factor");
    }
    let form = request::form::<SignIn>();
    let next = wanted(&request::address());
    let news = if form.refused() { None } else { news(next.is_some()) };
    // A firm without an address is one that nobody has set up; only then is it worth asking.
    let unborn = door.firm.email.is_empty() && !store::any(&mut door.tx).await?;
    let page = next.as_deref().map_or("/login".to_owned(), |next| format!("/login?next={}", request::encoded(next)));
    Ok(Content::plain(
        titled(&form, "Sign in"),
        view! {
            <ErrorSummary form=&form />
            <div>
                <h1>"Sign in"</h1>
                <p class="soft">"See your matters, send documents and download what we have prepared for you."</p>
            </div>
            {news}
            {unborn.then(not_set_up)}
            <PostForm action=SignIn::url() page=page>
                {next.map(|next| view! { <Hidden name="next" value=next /> })}
                <TextField form=&form name="email" label="Email" kind="email" inputmode="email" autocomplete="username" />
                <PasswordField form=&form name="password" label="Password" autocomplete="current-password" />
                <Button label="Sign in" look=Look::Primary />
            </PostForm>
            {help(&door.firm)}
        },
    ))
}

/// Where to go afterwards: `?next=`, if it is a page of ours. Read from the address itself, because the router
/// decodes what stands in it twice and a path with `%20` in it would be lost.
pub fn wanted(address: &str) -> Option<String> {
    let url = reqwest::Url::parse("http://portal/").ok()?.join(address).ok()?;
    let next = url.query_pairs().find(|(name, _)| name == "next").map(|(_, path)| path.into_owned())?;
    let useful = request::is_own_path(&next) && next.len() > 1 && !next.starts_with("/login");
    useful.then_some(next)
}

/// Why one is here, as far as it is true for everybody who comes this way.
fn news(returns: bool) -> Option<AnyView> {
    if let Some(account) = signed_in() {
        let (home, words) = match account.kind {
            Kind::Staff(_) => ("/dashboard", "Go to the dashboard"),
            Kind::Client => ("/portal", "Go to your home page"),
        };
        let link = view! { <a href=home>{words}</a> };
        return Some(notice(
            NoticeTone::Plain,
            view! { "You are signed in as " {account.name} ". " {link} "." }.into_any(),
        ));
    }
    if request::query("out") == "1" {
        return Some(notice(NoticeTone::Good, "You are signed out.".into_any()));
    }
    let ended = request::query("ended") == "1";
    let words = [
        Some("Sign in to go on. You then come to the page that you wanted.").filter(|_| returns),
        Some("Sign in to go on.").filter(|_| ended && !returns),
        Some("We sign people out after 30 minutes without activity.").filter(|_| ended),
        Some("Where a page asked whether you were still there, it kept what you had typed.")
            .filter(|_| ended && returns),
    ];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| notice(NoticeTone::Wait, words.join(" ").into_any()))
}

fn notice(tone: NoticeTone, words: AnyView) -> AnyView {
    view! { <Notice tone=tone><p>{words}</p></Notice> }.into_any()
}

fn not_set_up() -> AnyView {
    let words = "Nobody has set up this portal yet. When the server starts, it prints a link that does: open that one.";
    notice(NoticeTone::Wait, words.into_any())
}

fn help(firm: &Firm) -> AnyView {
    let no_invitation = reach(firm).map(|(verb, link)| {
        view! { <p class="soft">"Not a client yet, or no invitation? " {verb} " " {link} "."</p> }
    });
    view! {
        <div class="stack-tight">
            <p><a href="/forgot-password">"Forgot your password?"</a></p>
            {no_invitation}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn one_returns_to_the_very_address() {
        let next = |address: &str| wanted(address);
        assert_eq!(next("/login?ended=1&next=%2Fclients%3Fq%3Da%2520b"), Some("/clients?q=a%20b".into()));
        assert_eq!(next("/login?next=/portal"), Some("/portal".into()));
        let long = format!("/activity?q={}", "a".repeat(300));
        assert_eq!(next(&format!("/login?next={long}")), Some(long));
        for nowhere in [
            "/login",
            "/login?next=",
            "/login?next=/",
            "/login?next=//evil.example",
            "/login?next=https://evil.example",
            "/login?next=/%5Cevil.example",
            "/login?next=/login%3Fnext%3D/login",
            "/login?next=%2F%0D%0ASet-Cookie",
        ] {
            assert_eq!(next(nowhere), None, "{nowhere}");
        }
    }
}
