//! What the pages in front of the portal share.

use crate::firm::Firm;
use crate::kernel::Form;
use crate::server::leptos as request;
use crate::ui::TextField;
use axum::http::header;
use leptos::prelude::*;

/// What helps to choose a new password.
pub const NEW_PASSWORD: &str = "At least 8 characters. Three words you can remember are better than one hard one.";

/// A page's title; one that came back refused says so first.
pub fn titled(form: &Form, title: &str) -> String {
    if form.refused() { format!("Error: {title}") } else { title.to_owned() }
}

/// For pages whose address holds a token: no request that the page causes names more of it than the host.
/// `no-referrer` would also hide where the page's own form comes from (Fetch, 3.2: `Origin: null`), and the
/// cross-origin check refuses such a form.
pub fn hide_address() {
    request::header(header::REFERRER_POLICY, "strict-origin");
}

/// A number that a phone dials.
pub fn phone_link(phone: &str) -> AnyView {
    let dialled: String =
        phone.chars().take_while(|c| !c.is_alphabetic()).filter(|c| c.is_ascii_digit() || *c == '+').collect();
    view! { <a class="nowrap" href=format!("tel:{dialled}")>{phone.to_owned()}</a> }.into_any()
}

/// How to reach the firm: the verb, and the link after it. Nothing before the firm has said how.
pub fn reach(firm: &Firm) -> Option<(&'static str, AnyView)> {
    if !firm.phone.is_empty() {
        return Some(("Call us on", phone_link(&firm.phone)));
    }
    let email = firm.email.clone();
    (!email.is_empty())
        .then(|| ("Write to", view! { <a href=format!("mailto:{email}")>{email.clone()}</a> }.into_any()))
}

/// ` Or call us on …`, after the first way that a page names.
pub fn or_reach(firm: &Firm) -> Option<AnyView> {
    reach(firm).map(|(verb, link)| view! { " Or " {verb.to_lowercase()} " " {link} "." }.into_any())
}

/// With what one signs in: shown, not asked. It stands in the form, because programs that keep passwords look for it there.
pub fn own_email(email: String, hint: &'static str) -> AnyView {
    view! {
        <TextField
            form=Form::default()
            name="email"
            label="Email"
            hint
            kind="email"
            autocomplete="username"
            value=email
            readonly=true
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_dials_digits_and_no_extension() {
        let html = crate::ui::html(phone_link("+592 (555) 01.42 ext 4"));
        assert_eq!(html, r#"<a href="tel:+5925550142" class="nowrap">+592 (555) 01.42 ext 4</a>"#);
    }

    #[test]
    fn a_firm_without_a_phone_is_reached_by_mail_and_an_unnamed_one_not_at_all() {
        let firm = Firm::unnamed("UTC");
        assert!(reach(&firm).is_none());
        let firm = Firm { email: "office@example.com".into(), ..firm };
        assert_eq!(reach(&firm).map(|(verb, _)| verb), Some("Write to"));
        let firm = Firm { phone: "+592 555 0142".into(), ..firm };
        assert_eq!(reach(&firm).map(|(verb, _)| verb), Some("Call us on"));
    }
}
