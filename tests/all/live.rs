//! Pages of staff that change by themselves: what is told, to whom, and until when.

use crate::on_both_databases;
use crate::support::files::{bare_client, pdf};
use crate::support::people::PASSWORD;
use crate::support::{Browser, TestApp};
use gk_nexus::kernel::Span;
use std::time::Duration;

const ANJALI: &str = "anjali@persaudvale.example";
const MARIAM: &str = "mariam@example.com";

/// A stream of events, read as it comes.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    /// Opens it with this cookie; the page says that it was made now.
    async fn open(app: &TestApp, cookie: &str) -> Stream {
        Self::since(app, cookie, app.services.now().0).await
    }

    async fn since(app: &TestApp, cookie: &str, since: i64) -> Stream {
        let response = ask(app, cookie, since).await;
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(response.headers().get("content-encoding").is_none());
        let mut stream = Stream { response, text: String::new() };
        stream.hears("event:").await;
        stream
    }

    /// Waits until it has said this; what it said so far is taken away.
    async fn hears(&mut self, words: &str) -> String {
        let whole = async {
            while !self.text.contains(words) || !self.text.ends_with("\n\n") {
                match self.response.chunk().await.unwrap() {
                    Some(piece) => self.text.push_str(&String::from_utf8_lossy(&piece)),
                    None => panic!("the stream ended; it said: {}", self.text),
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), whole).await.unwrap_or_else(|_| panic!("it never said {words}"));
        std::mem::take(&mut self.text)
    }

    /// Waits for its end, and gives what it said before.
    async fn ends(mut self) -> String {
        let whole = async {
            while let Ok(Some(piece)) = self.response.chunk().await {
                self.text.push_str(&String::from_utf8_lossy(&piece));
            }
        };
        tokio::time::timeout(Duration::from_secs(20), whole).await.expect("the stream ends");
        self.text
    }
}

async fn ask(app: &TestApp, cookie: &str, since: i64) -> reqwest::Response {
    let request = bare_client().get(format!("{}/events?since={since}", app.base));
    let request = request.header("accept", "text/event-stream").header("accept-encoding", "gzip, br");
    request.header("cookie", cookie).send().await.unwrap()
}

/// Anjali, and a client who can upload.
async fn cast(app: &TestApp) -> (Browser, Browser) {
    let anjali = app.owner().await;
    let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    (anjali, mariam)
}

async fn upload(mariam: &Browser) {
    mariam.upload("/portal/documents", &[("kestrel.pdf", &pdf("kestrel"))], &[]).await.must_be(200);
}

on_both_databases! {
    async fn staff_hear_of_an_upload_and_of_nothing_in_it(app: TestApp) {
        let (_, mariam) = cast(&app).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let mut stream = Stream::open(&app, &cookie).await;
        upload(&mariam).await;
        let said = stream.hears("event: changed").await;
        for line in said.lines().filter(|line| !line.is_empty()) {
            let bare = line == "event: changed" || line.strip_prefix("data: ").is_some_and(|count| count.parse::<u64>().is_ok());
            assert!(bare || line.starts_with(':'), "{line}");
        }
    }

    async fn what_happened_since_the_page_was_made_is_told_at_once(app: TestApp) {
        let (_, mariam) = cast(&app).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let made = app.services.now().0;
        app.wait(Span::seconds(2));
        upload(&mariam).await;
        let mut late = ask(&app, &cookie, made).await;
        assert!(String::from_utf8_lossy(&late.chunk().await.unwrap().unwrap()).contains("event: changed"));
        let mut now = ask(&app, &cookie, app.services.now().0).await;
        assert!(String::from_utf8_lossy(&now.chunk().await.unwrap().unwrap()).contains("event: ready"));
    }

    async fn who_is_not_of_the_firm_hears_nothing(app: TestApp) {
        let (_, _) = cast(&app).await;
        let nobody = ask(&app, "", 0).await;
        assert_eq!((nobody.status().as_u16(), nobody.headers()["location"].to_str().unwrap().starts_with("/login")), (303, true));
        let client = app.cookie(MARIAM, PASSWORD).await;
        assert_eq!(ask(&app, &client, 0).await.status().as_u16(), 404);
    }

    async fn the_stream_of_somebody_who_was_disabled_ends(app: TestApp) {
        let (_, mariam) = cast(&app).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let stream = Stream::open(&app, &cookie).await;
        app.run("UPDATE accounts SET state = 'disabled' WHERE kind = 'staff'").await.unwrap();
        upload(&mariam).await;
        assert!(!stream.ends().await.contains("changed"));
        assert_eq!(ask(&app, &cookie, 0).await.status().as_u16(), 303);
    }

    async fn the_stream_ends_when_its_session_does(app: TestApp) {
        let (_, mariam) = cast(&app).await;
        for end in [Span::minutes(31), Span::hours(12)] {
            let cookie = app.cookie(ANJALI, PASSWORD).await;
            let stream = Stream::open(&app, &cookie).await;
            app.wait(end);
            // Somebody signs in: that is an act, too.
            app.cookie(MARIAM, PASSWORD).await;
            assert!(!stream.ends().await.contains("changed"));
        }
        drop(mariam);
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let stream = Stream::open(&app, &cookie).await;
        let out = bare_client().post(format!("{}/api/sign_out", app.base)).header("cookie", &cookie);
        let out = out.header("sec-fetch-site", "same-origin").header("content-type", "application/x-www-form-urlencoded");
        assert!(out.body("").send().await.unwrap().status().as_u16() < 400);
        assert!(!stream.ends().await.contains("changed"));
    }

    async fn listening_and_fetching_in_the_background_keep_no_session_alive(app: TestApp) {
        let (_, _) = cast(&app).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let page = async |background: bool| {
            let request = bare_client().get(format!("{}/dashboard", app.base)).header("cookie", &cookie);
            let request = if background { request.header("x-background", "live") } else { request };
            request.send().await.unwrap().status().as_u16()
        };
        for _ in 0..2 {
            app.wait(Span::minutes(10));
            assert_eq!(page(true).await, 200);
            drop(ask(&app, &cookie, 0).await);
        }
        app.wait(Span::minutes(11));
        assert_eq!(page(true).await, 303, "31 minutes without anybody doing anything");
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        for _ in 0..4 {
            app.wait(Span::minutes(10));
            let request = bare_client().get(format!("{}/dashboard", app.base)).header("cookie", &cookie);
            assert_eq!(request.send().await.unwrap().status().as_u16(), 200, "a person's own pages count");
        }
    }

    async fn another_process_on_the_same_database_is_heard(app: TestApp) {
        let (_, _) = cast(&app).await;
        let other = app.another_process().await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let mut stream = Stream::open(&app, &cookie).await;
        let mariam = other.browser();
        mariam.sign_in(MARIAM, PASSWORD).await.must_be(200);
        upload(&mariam).await;
        stream.hears("event: changed").await;
    }

    async fn a_stopping_server_ends_every_stream(app: TestApp) {
        let (_, _) = cast(&app).await;
        let cookie = app.cookie(ANJALI, PASSWORD).await;
        let stream = Stream::open(&app, &cookie).await;
        app.services.pulse.stop();
        stream.ends().await;
    }

    async fn the_pages_that_change_say_which_parts_do(app: TestApp) {
        let (anjali, mariam) = cast(&app).await;
        upload(&mariam).await;
        let page = anjali.open("/dashboard").await;
        page.must_be(200);
        assert!(page.html.contains("data-live-since=\"") && page.html.contains("leptos-island"));
        assert!(page.html.contains("data-live-says=\"1 document to review\""));
        for part in ["navigation", "queues", "deadlines", "overdue", "uploads", "matters", "invitations", "recent"] {
            assert!(page.html.contains(&format!("data-live=\"{part}\"")), "{part}");
        }
        mariam.open("/portal").await.must_not_say("data-live");
    }
}
