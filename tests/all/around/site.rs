//! Files of the site: what is there, as what it is, and nothing beside it.

use super::{FORM, HTML, OURS, ask, must_be_armoured, said};
use crate::support::TestApp;
use crate::support::people::PASSWORD;
use gk_nexus::app::router;
use gk_nexus::server::listen::{self, Patience};
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_files_of_the_site_are_served_and_never_their_folders() {
    let app = TestApp::on_sqlite().await;
    let site = app.folder.path().join("site");
    for folder in ["pkg", "fonts", ".git"] {
        std::fs::create_dir_all(site.join(folder)).unwrap();
    }
    for (file, words) in [
        ("pkg/gk-nexus.css", "a{}"),
        ("portal.js", "1"),
        ("robots.txt", "x"),
        (".git/config", "secret"),
        ("secret.key", "secret"),
    ] {
        std::fs::write(site.join(file), words).unwrap();
    }
    std::fs::write(app.folder.path().join("beside.css"), "secret").unwrap();
    let options = LeptosOptions::builder().output_name("gk-nexus").site_root(site.display().to_string()).build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(listen::answer(
        listener,
        router(app.services.clone(), options),
        Patience::default(),
        std::future::pending(),
    ));
    let app = app.listening_at(address);
    for (path, kind, kept) in [
        ("/pkg/gk-nexus.css?v=1", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/portal.js", "text/javascript; charset=utf-8", "public, max-age=86400"),
        ("/robots.txt", "text/plain; charset=utf-8", "public, max-age=86400"),
    ] {
        let answer = ask(&app, "GET", path, &[], "").await;
        assert_eq!((answer.status().as_u16(), said(&answer, "content-type").as_str()), (200, kind), "{path}");
        assert_eq!(said(&answer, "cache-control"), kept, "{path}");
        must_be_armoured(&answer, path);
    }
    for path in [
        "/pkg",
        "/pkg/",
        "/fonts/",
        "/pkg/..",
        "/pkg/%2e%2e/secret.key",
        "/pkg/..%2fsecret.key",
        "/pkg/%2e%2e/%2e%2e/beside.css",
        "/.git/config",
        "/pkg/../.git/config",
        "/secret.key",
        "/pkg/%00",
        "/pkg/gk-nexus.css%00",
        "/Cargo.toml",
        "/metrics",
        "/debug",
        "/api",
        "/api/",
        "/swagger.json",
        "/.env",
        "/portal.db",
        "/pkg/gk-nexus.css.map",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = app.raw(request.as_bytes()).await;
        let status: u16 = answer.split(' ').nth(1).unwrap().parse().unwrap();
        assert!((300..500).contains(&status) && !answer.contains("secret"), "{path}: {answer}");
        assert!(status >= 400 || answer.to_lowercase().contains("location: /"), "{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_somebody_signed_in_has_the_way_out() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    for path in ["/dashboard", "/clients", &profile, "/settings", "/activity"] {
        assert!(anjali.open(path).await.has_button("Sign out"), "{path}");
    }
    for path in ["/portal", "/portal/documents", "/portal/account"] {
        assert!(mariam.open(path).await.has_button("Sign out"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_clears_what_the_browser_has_stored() {
    let app = TestApp::on_sqlite().await;
    app.owner().await;
    for path in ["/api/sign_out", "/logout"] {
        let cookie = app.cookie("anjali@persaudvale.example", PASSWORD).await;
        let answer = ask(&app, "POST", path, &[("cookie", &cookie), HTML, OURS, FORM], "_page=%2Fclients").await;
        assert_eq!(
            (answer.status().as_u16(), said(&answer, "clear-site-data").as_str()),
            (303, "\"storage\""),
            "{path}"
        );
        assert_eq!(ask(&app, "GET", "/dashboard", &[("cookie", &cookie)], "").await.status(), 303, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_no_form_has_changes_nothing() {
    let app = TestApp::on_sqlite().await;
    let anjali = app.owner().await;
    let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", "mariam@example.com").await;
    let surprise = [
        ("role", "owner"),
        ("kind", "staff"),
        ("state", "active"),
        ("id", "0190a2b3c4d57e6f8a9b0c1d2e3f4a5b"),
        ("account", "x"),
        ("group_id", "x"),
        ("archived_at", "1"),
        ("created_at", "1"),
        ("password_hash", "x"),
        ("is_admin", "true"),
    ];
    let (status, _) = mariam.call("choose_time_zone", &[&[("time_zone", "UTC")], &surprise[..]].concat()).await;
    assert!(status < 400, "what the form has is taken");
    let made = [&[("name", "Chen"), ("email", "chen@example.com"), ("phone", "")], &surprise[..]].concat();
    assert!(anjali.call("create_client", &made).await.0 < 400);
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE role = 'owner'").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts WHERE kind = 'staff'").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM clients WHERE archived_at IS NOT NULL OR id LIKE '0190a2b3%'").await, 0);
}
