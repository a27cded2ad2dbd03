//! What changes while an archive runs counts for what is still to come.

use super::{Cast, cast, names, run, text, unpacked};
use crate::on_both_databases;
use crate::portal::cast::MARIAM;
use crate::support::TestApp;
use crate::support::files::{long_pdf, pdf};
use crate::support::people::PASSWORD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

/// More than stands on the way between server and browser.
const LARGE: usize = 12_000_000;

/// Mariam's archive, which pauses after the first 100 kB until `meanwhile` is over: what came, without the head.
async fn paused(app: &TestApp, meanwhile: impl Future<Output = ()>) -> Vec<u8> {
    let cookie = app.cookie(MARIAM, PASSWORD).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let mut line = socket.connect(app.address()).await.unwrap();
    // HTTP/1.0: the body is what comes, until the line is closed.
    let head = format!("GET /portal/documents.zip HTTP/1.0\r\nhost: x\r\ncookie: {cookie}\r\n\r\n");
    line.write_all(head.as_bytes()).await.unwrap();
    let mut came = vec![0; 100_000];
    line.read_exact(&mut came).await.unwrap();
    meanwhile.await;
    let _ = line.read_to_end(&mut came).await;
    let end = came.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(came[..end].to_vec()).unwrap();
    assert!(head.contains(" 200 ") && !head.to_lowercase().contains("content-length"), "{head}");
    came.split_off(end + 4)
}

/// A long film, a letter and a lease are shared with Mariam; the lease's file is gone from the disk.
async fn shared(app: &TestApp) -> (Cast, Vec<u8>) {
    let cast = cast(app).await;
    let beside = [("contacts", cast.mariam_id.as_str())];
    let film = long_pdf(LARGE);
    for name in ["film.pdf", "letter.pdf", "lease.pdf"] {
        let documents = format!("{}/documents", cast.profile);
        cast.anjali.upload(&documents, &[(name, &pdf(name))], &beside).await.must_be(200);
    }
    let file = async |name: &str| {
        let of = format!("SELECT id FROM documents WHERE name = '{name}'");
        let blob = text(app, &format!("SELECT blob FROM document_versions WHERE document_id = ({of})")).await;
        app.folder.path().join("blobs").join(&blob[..2]).join(blob)
    };
    // Longer than the portal of a test takes.
    std::fs::write(file("film.pdf").await, &film).unwrap();
    let of = "(SELECT id FROM documents WHERE name = 'film.pdf')";
    run(app, format!("UPDATE document_versions SET size = {LARGE} WHERE document_id = {of}")).await;
    std::fs::remove_file(file("lease.pdf").await).unwrap();
    (cast, film)
}

on_both_databases! {
    async fn what_is_no_longer_theirs_is_left_out_and_said_and_nothing_goes_on_without_a_session(app: TestApp) {
        let (cast, film) = shared(&app).await;
        let stopped = async {
            let list = cast.anjali.open(&format!("{}/documents", cast.profile)).await;
            list.form_beside("Stop sharing", "letter.pdf").send().await.must_be(200);
        };
        let files = unpacked(paused(&app, stopped).await);
        assert_eq!(names(&files), ["From the firm/film.pdf", "Not included.txt"]);
        assert!(files["From the firm/film.pdf"] == film, "the film is another");
        let words = String::from_utf8(files["Not included.txt"].clone()).unwrap();
        assert!(words.contains("From the firm/letter.pdf is no longer open to you"), "{words}");
        assert!(words.contains("From the firm/lease.pdf could not be read on the server"), "{words}");
        assert_eq!(app.count("SELECT COUNT(*) FROM activity WHERE act = 'document downloaded'").await, 1);

        let disabled = async {
            cast.anjali.tab(&cast.profile).await.form_beside("Disable Access", MARIAM).send().await.must_be(200);
        };
        let cut = paused(&app, disabled).await;
        assert!(cut.len() < LARGE, "all of it came: {} bytes", cut.len());
    }
}
