//! The six entrances that strangers reach, for every state that an account can be in: the same bytes, the same headers and
//! the same work, so that nobody learns who is a client here (SAFETY: no enumeration).

mod timing;

use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use gk_nexus::kernel::Span;
use reqwest::Method;
use std::sync::atomic::Ordering;

/// One address for each state; all of one length, because pages show what was typed.
pub(super) const STATES: [(&str, &str); 4] = [
    ("unknown", "nobody@example.com"),
    ("pending", "linara@example.com"),
    ("active", "mariam@example.com"),
    ("disabled", "omarra@example.com"),
];

/// A client with a contact in each state, and what strangers may hold in their hands of each: a link that is not theirs
/// any more, or never was one.
pub(super) struct Town {
    pub app: TestApp,
    /// Activation links: for each state one that does not stand.
    pub activation: Vec<String>,
    /// Links for a new password, in the same way.
    pub reset: Vec<String>,
}

pub(super) async fn town(app: TestApp) -> Town {
    let anjali = app.owner().await;
    let mut activation = vec!["m".repeat(43)];
    let mut reset = vec!["r".repeat(43)];
    for (state, email) in &STATES[1..] {
        let profile = app.client(&anjali, "Rahman", email).await;
        anjali.invite(&profile).await;
        activation.push(last(&app.invitation_link(email).await));
        if *state == "pending" {
            anjali.tab(&profile).await.form("Resend Invitation").send().await.must_be(200);
            reset.push("p".repeat(43));
            continue;
        }
        app.activate(email).await;
        app.browser()
            .open("/forgot-password")
            .await
            .form("Send reset link")
            .fill("Email", email)
            .send()
            .await
            .must_be(200);
        app.deliver().await;
        reset.push(last(&link(&app.mailbox.last_to(email), &app.base, "/reset-password/")));
        match *state {
            "disabled" => anjali.tab(&profile).await.form("Disable Access").send().await.must_be(200),
            _ => app.browser().open("/").await.must_be(200),
        };
    }
    app.wait(Span::minutes(61)); // The active one's link is over by now, the disabled one's was taken back.
    Town { app, activation, reset }
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// How strangers come to an entrance.
pub(super) struct Entrance {
    pub name: &'static str,
    pub method: Method,
    pub path: String,
    pub typed: Vec<(&'static str, String)>,
    /// Passwords that are looked at, or as many as if.
    pub looks: u64,
    /// What is the stranger's own in it.
    pub own: String,
}

/// The six entrances for the state of this number.
pub(super) fn entrances(town: &Town, state: usize) -> Vec<Entrance> {
    let email = STATES[state].1.to_owned();
    let (activation, reset) = (town.activation[state].clone(), town.reset[state].clone());
    let entrance = |name, method, path: String, typed, looks, own: &str| Entrance {
        name,
        method,
        path,
        typed,
        looks,
        own: own.to_owned(),
    };
    let page = |path: &str| ("_page", path.to_owned());
    let wrong = || ("password", "not the password".to_owned());
    let invited = format!("/activate/{activation}");
    let (activated, asked) =
        (vec![("token", activation.clone()), wrong(), page(&invited)], vec![("token", activation.clone())]);
    let set = vec![("token", reset.clone()), wrong(), page(&format!("/reset-password/{reset}"))];
    vec![
        entrance(
            "sign in",
            Method::POST,
            "/api/sign_in".into(),
            vec![("email", email.clone()), wrong(), page("/login")],
            1,
            &email,
        ),
        entrance(
            "forgot",
            Method::POST,
            "/api/send_reset_link".into(),
            vec![("email", email.clone()), page("/forgot-password")],
            0,
            &email,
        ),
        entrance("activate", Method::POST, "/api/activate_account".into(), activated, 1, &activation),
        entrance("new password", Method::POST, "/api/set_new_password".into(), set, 1, &reset),
        entrance("invitation", Method::GET, invited.clone(), Vec::new(), 0, &activation),
        entrance("new link", Method::POST, "/api/ask_for_new_link".into(), asked, 0, &activation),
    ]
}

/// Comes to an entrance: status, headers and bytes without what is the stranger's own and what is new for every answer.
pub(super) async fn come(http: &reqwest::Client, base: &str, entrance: &Entrance) -> String {
    let request =
        http.request(entrance.method.clone(), format!("{base}{}", entrance.path)).header("accept", "text/html");
    let request = request.header("sec-fetch-site", "same-origin");
    let request = if entrance.method == Method::POST {
        let body = reqwest::Url::parse_with_params("http://x/", &entrance.typed).unwrap().query().unwrap().to_owned();
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    } else {
        request
    };
    let answer = request.send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
    let mut lines: Vec<String> =
        answer.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    lines.retain(|line| !line.starts_with("date:"));
    lines.sort();
    let whole = format!("{}\n{}\n{}", answer.status(), lines.join("\n"), answer.text().await.unwrap());
    whole.replace(&nonce, "").replace(&entrance.own, "").replace(&entrance.own.replace('@', "%40"), "")
}

pub(super) fn stranger() -> reqwest::Client {
    crate::support::browser::plain_http().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

on_both_databases! {
    async fn the_six_entrances_answer_alike_for_every_state_of_an_account(app: TestApp) {
        let town = town(app).await;
        let (http, app) = (stranger(), &town.app);
        let mut first: Vec<(String, i64, i64)> = Vec::new();
        for (state, (words, ..)) in STATES.iter().enumerate() {
            for (number, entrance) in entrances(&town, state).iter().enumerate() {
                let counts = async || {
                    let asks = app.count("SELECT COUNT(*) FROM reset_asks").await;
                    let failures = app.count("SELECT COUNT(*) FROM sign_in_failures").await;
                    (app.services.looks.load(Ordering::SeqCst), asks, failures)
                };
                let before = counts().await;
                let answer = come(&http, &app.base, entrance).await;
                let after = counts().await;
                let about = format!("{} for {words}", entrance.name);
                assert_eq!(after.0 - before.0, entrance.looks, "passwords looked at: {about}");
                let what = (answer, after.1 - before.1, after.2 - before.2);
                match first.get(number) {
                    Some(first) => assert_eq!(&what, first, "{about}"),
                    None => first.push(what),
                }
            }
        }
        // Locked, an address that nobody has answers like one that somebody has.
        let mut locked: Vec<String> = Vec::new();
        for state in [0, 2] {
            let sign_in = &entrances(&town, state)[0];
            for _ in 0..5 {
                come(&http, &app.base, sign_in).await;
            }
            locked.push(come(&http, &app.base, sign_in).await);
        }
        assert!(locked[0] == locked[1] && locked[0] == first[0].0);
        // The right password of a disabled account, and of one that is locked, says no more than a wrong one.
        for state in [2, 3] {
            let mut sign_in = entrances(&town, state).remove(0);
            sign_in.typed[1].1 = PASSWORD.to_owned();
            assert_eq!(come(&http, &app.base, &sign_in).await, first[0].0);
        }
    }
}
