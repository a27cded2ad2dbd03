//! Passwords that were stolen elsewhere: looked up in lists, by the protocol of Pwned Passwords.

use crate::on_both_databases;
use crate::support::mailbox::link;
use crate::support::people::PASSWORD;
use crate::support::{Browser, Page, TestApp};
use axum::Router;
use axum::extract::Request;
use axum::routing::any;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const MARIAM: &str = "mariam@example.com";
/// `printf %s 'tangerine bicycle 47' | sha1sum` gives 776846cd2d48e1f33dfd55f7597b4d9b74b7677f.
const STOLEN: &str = "tangerine bicycle 47";
/// Its SHA-1 is 2a5feb75c82d2cef5677c777c8fd7d0b65f18098: on the list, as padding.
const OTHER: &str = "quite another sentence";
const LISTED: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n6CD2D48E1F33DFD55F7597B4D9B74B7677F:41\r\nB75C82D2CEF5677C777C8FD7D0B65F18098:0\r\n";

/// Who keeps lists: answers the same to everybody, and remembers all that it was told.
struct Lists {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Lists {
    async fn begin() -> Lists {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/range/", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Vec::new()));
        let hears = told.clone();
        let router = Router::new().fallback(any(move |request: Request| async move {
            let padded = request.headers().get("add-padding").is_some_and(|value| value == "true");
            hears.lock().unwrap().push(format!("{} {} {padded}", request.method(), request.uri()));
            LISTED
        }));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Lists { url, told, serving }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

/// The same portal, whose operator has chosen these lists.
async fn asking(app: &TestApp, lists: &Lists) -> TestApp {
    let data = app.folder.path().display().to_string();
    let (url, lists) = (app.services.config.database_url.clone(), lists.url.clone());
    TestApp::open(tempfile::tempdir().unwrap(), url, |typed| {
        typed.data_dir = data;
        typed.breached_passwords_url = lists;
    })
    .await
}

async fn set(browser: &Browser, link: &str, password: &str) -> Page {
    browser.open(link).await.form("Set new password").fill("Password", password).send().await
}

on_both_databases! {
    async fn a_stolen_password_is_refused_and_nobody_learns_it(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        app.browser().open("/forgot-password").await.form("Send reset link").fill("Email", MARIAM).send().await;
        app.deliver().await;
        let link = link(&app.mailbox.last_to(MARIAM), &app.base, "/reset-password/");
        let lists = Lists::begin().await;
        let app = asking(&app, &lists).await;
        let refused = set(&app.browser(), &link, STOLEN).await;
        assert!(refused.must_be(422).error_beside("Password").unwrap().contains("was stolen elsewhere"));
        assert_eq!(lists.told(), ["GET /range/77684 true"], "five signs of its hash, and nothing else");
        // Padding is no stolen password; the one from before still stood.
        app.browser().sign_in(MARIAM, PASSWORD).await.must_be(200);
        set(&app.browser(), &link, OTHER).await.must_say("Your new password is set.");
        assert_eq!(lists.told().len(), 2, "signing in tells nobody anything");
    }

    async fn where_the_lists_do_not_answer_people_get_in(app: TestApp) {
        let anjali = app.owner().await;
        app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        let lists = Lists::begin().await;
        let app = asking(&app, &lists).await;
        lists.serving.abort();
        let _ = lists.serving.await;
        let mariam = app.browser();
        mariam.sign_in(MARIAM, PASSWORD).await.must_be(200);
        let form = mariam.open("/portal/account").await.form("Change password").fill("Current password", PASSWORD);
        form.fill("New password", STOLEN).send().await.must_be(200).must_say("Your password is changed");
    }
}
