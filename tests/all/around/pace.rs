//! Somebody's session in the hands of a program that wants everything: it is slowed down, and nobody else is.

use super::{ANJALI, MARIAM};
use crate::on_both_databases;
use crate::support::files::pdf;
use crate::support::people::PASSWORD;
use futures::future::join_all;
use gk_nexus::kernel::Span;

on_both_databases! {
    async fn who_takes_very_much_at_once_waits_and_nobody_else_does(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload("/portal/documents", &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        let way = mariam.open("/portal/documents").await.download_of("visa.pdf");
        let other = app.browser();
        other.sign_in(ANJALI, PASSWORD).await.must_say("Sign out");
        let statuses = async |list: &str, times: usize| {
            let all = join_all((0..times).map(|_| anjali.download(list, &[]))).await;
            all.into_iter().filter(|(status, ..)| *status == 200).count()
        };
        assert_eq!(statuses("/clients/export.csv", 40).await, 30);
        // Another browser of the same person, another export: it is the person who is counted.
        let (status, headers, body) = other.download("/portal/documents.zip", &[]).await;
        let words = String::from_utf8_lossy(&body).into_owned();
        assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "10"));
        assert!(words.contains("You have asked for very much in a short time"), "{words}");
        // Pages go on, and so does everybody else.
        anjali.open("/clients").await.must_be(200);
        assert_eq!(mariam.download("/portal/documents.zip", &[]).await.0, 200);
        assert_eq!(statuses(&way, 310).await, 300);
        assert_eq!(mariam.download(&way, &[]).await.0, 200);
        app.wait(Span::seconds(10));
        assert_eq!(statuses("/clients/export.csv", 3).await, 1);
        assert_eq!(statuses(&way, 10).await, 5);
    }
}
