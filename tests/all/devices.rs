//! Devices: a known one has its own count of failures, a stranger's is the address's; a sign-in on an unknown one is told by
//! mail; one's own page lists them and ends them.

mod guessing;
mod own;

use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";

/// The device cookie that a sign-in from nowhere gives.
async fn device_cookie(app: &TestApp, email: &str) -> String {
    let (_, cookies) = sign_in_raw(app, email, PASSWORD, "").await;
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("device=")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// Signs in with nothing but this Cookie header: whether it opened, and what was set.
async fn sign_in_raw(app: &TestApp, email: &str, password: &str, cookie: &str) -> (bool, Vec<String>) {
    let body = reqwest::Url::parse_with_params("http://x/", [("email", email), ("password", password)]).unwrap();
    let request = crate::support::browser::plain_http().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = request.post(format!("{}/api/sign_in", app.base)).header("accept", "application/json");
    let request = request.header("sec-fetch-site", "same-origin").header("cookie", cookie);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(body.query().unwrap().to_owned()).send().await.unwrap();
    let cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned());
    let cookies: Vec<String> = cookies.collect();
    (cookies.iter().any(|cookie| cookie.starts_with("session=")), cookies)
}

/// How many passwords were looked at while this ran.
async fn looks<T>(app: &TestApp, work: impl Future<Output = T>) -> (u64, T) {
    let count = || app.services.looks.load(std::sync::atomic::Ordering::SeqCst);
    let before = count();
    let done = work.await;
    (count() - before, done)
}

/// Whether this browser is signed in.
async fn is_in(browser: &Browser) -> bool {
    !browser.open("/").await.path.starts_with("/login")
}
