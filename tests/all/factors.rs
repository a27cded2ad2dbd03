//! The second step: codes, recovery codes and passkeys after the password; who must have one; what staff do for somebody
//! who has lost it.

mod passkeys;
mod required;
mod reset;
mod steps;

use crate::support::authenticator::CodeApp;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";

/// Sets an authenticator app up as people do, from the page with the button. Gives it, and the page with the codes.
async fn sets_up_an_app(app: &TestApp, who: &Browser, page: &str) -> (CodeApp, Page) {
    let shown = who.open(page).await.form("Set up an authenticator app").send().await;
    assert_eq!(shown.path, "/second-factor/app", "{}", shown.text());
    let phone = CodeApp::reading(&shown.each("code.key").remove(0));
    let codes = shown.form("Finish").fill("Code", &phone.shows(app.services.now())).send().await;
    assert_eq!(codes.path, "/second-factor/codes", "{}", codes.text());
    (phone, codes)
}

/// The password's half of a sign-in: the page of the second step.
async fn gives_the_password(who: &Browser, email: &str) -> Page {
    let page = who.sign_in(email, PASSWORD).await;
    page.must_say("One more step");
    assert!(page.path.starts_with("/login/second-step"), "{}", page.path);
    page
}
