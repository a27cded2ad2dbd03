//! Previews: for staff who may see documents, in a sandbox, only of kinds that browsers show by themselves.

use super::{cast, decide, document_of, submission};
use crate::on_both_databases;
use crate::support::files::pdf;
use gk_nexus::accounts::Role;
use gk_nexus::kernel::Span;

const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

on_both_databases! {
    async fn a_preview_is_the_file_in_a_sandbox_that_only_our_pages_may_frame(app: TestApp) {
        let cast = cast(&app).await;
        let files: [(&str, &[u8], &str); 3] = [
            ("statement.old", b"%PDF-1.7\nnot a page", "application/pdf"),
            ("photo.jpg", PNG, "image/png"),
            ("notes.txt", b"Dear firm, <i>as agreed</i>", "text/plain; charset=utf-8"),
        ];
        for (name, bytes, kind) in files {
            cast.mariam.upload("/portal/documents", &[(name, bytes)], &[]).await.must_be(200);
            let document = document_of(&app, &submission(&app, name).await).await;
            let (status, headers, body) = cast.renee.download(&format!("/documents/{document}/preview"), &[]).await;
            assert_eq!((status, body.as_slice()), (200, bytes), "{name}");
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), kind, "{name}: by content, not by name");
            assert_eq!(header("content-disposition"), "inline");
            assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'self'");
            assert_eq!((header("x-frame-options"), header("x-content-type-options")), ("SAMEORIGIN".to_owned(), "nosniff".to_owned()));
            assert_eq!(header("cache-control"), "no-store");
            let part = cast.renee.download(&format!("/documents/{document}/preview"), &[("range", "bytes=0-3")]).await;
            assert_eq!((part.0, part.2.as_slice()), (206, &bytes[..4]));
        }
    }

    async fn only_the_review_pages_may_frame_and_only_our_own(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        for path in ["/review", &format!("/review/{first}")] {
            let page = cast.renee.open(path).await;
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'; frame-src 'self'; script-src") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!page.headers.contains_key("x-frames-own-files"));
            assert!(page.html.contains("<iframe src=\"/documents/"), "{}", page.html);
        }
        let refused = decide(&cast.renee, &first, "rejected", "").await;
        assert!(refused.must_be(422).headers["content-security-policy"].to_str().unwrap().contains("frame-src 'self'"));
        for path in ["/dashboard", "/clients", "/settings/review", &format!("{}/documents", cast.profile)] {
            let page = cast.anjali.open(path).await;
            assert!(!page.must_be(200).headers["content-security-policy"].to_str().unwrap().contains("frame-src"), "{path}");
        }
    }

    async fn other_kinds_are_offered_to_be_downloaded(app: TestApp) {
        let cast = cast(&app).await;
        cast.mariam.upload("/portal/documents", &[("books.zip", EMPTY_ZIP)], &[]).await.must_be(200);
        let page = cast.renee.open("/review").await;
        page.must_say("Browsers can’t show this kind of file by themselves.").must_not_say("<iframe");
        let way = page.download_of("books.zip");
        assert_eq!(cast.renee.download(&way, &[]).await.0, 200);
        assert_eq!(cast.renee.download(&way.replace("download", "preview"), &[]).await.0, 404);
    }

    async fn nobody_but_staff_with_the_right_to_it_sees_a_preview(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let way = format!("/documents/{}/preview", document_of(&app, &first).await);
        let kofi = app.staff(Role::FrontDesk, "Kofi Lall", "kofi@persaudvale.example").await;
        assert_eq!(kofi.download(&way, &[]).await.0, 403);
        assert_eq!(cast.mariam.download(&way, &[]).await.0, 404, "also of one's own");
        assert!(app.browser().open(&way).await.path.starts_with("/login"));
        assert_eq!(cast.renee.download(&format!("/documents/{}/preview", "0".repeat(32)), &[]).await.0, 404);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents WHERE first_opened_at IS NOT NULL").await, 0);
    }

    async fn a_look_is_in_the_log_once_in_ten_minutes_for_each_person(app: TestApp) {
        let cast = cast(&app).await;
        let first = cast.hand_in(&app, &cast.passport, "passport.pdf").await;
        let way = format!("/documents/{}/preview", document_of(&app, &first).await);
        let looks = || app.count("SELECT COUNT(*) FROM activity WHERE words = 'Looked at passport.pdf' AND act = 'document downloaded'");
        let at_once = (0..6).map(|_| cast.renee.download(&way, &[("range", "bytes=0-1")]));
        assert!(futures::future::join_all(at_once).await.iter().all(|answer| answer.0 == 206));
        assert_eq!(looks().await, 1);
        cast.mariam.open("/portal/documents").await.must_say("opened by the firm");
        cast.thomas.download(&way, &[]).await;
        assert_eq!(looks().await, 2);
        app.wait(Span::minutes(9));
        cast.renee.download(&way, &[]).await;
        assert_eq!(looks().await, 2);
        app.wait(Span::minutes(2));
        cast.renee.download(&way, &[]).await;
        assert_eq!(looks().await, 3);
        cast.renee.http().head(format!("{}{way}", app.base)).send().await.unwrap();
        let download = way.replace("preview", "download");
        assert_eq!(cast.renee.download(&download, &[]).await.2, pdf("passport.pdf"));
        assert_eq!(looks().await, 3, "a download is not a look");
    }
}
