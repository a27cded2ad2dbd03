//! In and out by every way that there is: what comes back is what was sent, and nothing stays on the way.

use super::{DOCUMENTS, Scene};
use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf};
use std::io::Cursor;
use std::io::Read;
use zip::ZipArchive;

const MB: usize = 1024 * 1024;

on_both_databases! {
    async fn what_comes_in_pieces_in_one_go_or_by_a_plain_form_comes_back_as_it_was(app: TestApp) {
        let scene = Scene::of(&app).await;
        let film = long_pdf(20 * MB + 7);
        let upload = scene.begin("film.pdf", film.len()).await;
        for (number, piece) in film.chunks(6 * MB).enumerate() {
            assert_eq!(scene.mariam.piece(&upload, (number * 6 * MB) as u64, piece.to_vec()).await.0, 204);
        }
        let (visa, plan, small) = (long_pdf(9 * MB), long_pdf(8 * MB + 1), pdf("small"));
        let upload = scene.begin("visa.pdf", visa.len()).await;
        assert_eq!(scene.mariam.put(&upload, visa.clone()).await.0, 204);
        let files: [(&str, &[u8]); 2] = [("plan.pdf", &plan), ("small.pdf", &small)];
        scene.mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);

        assert_eq!(scene.app.services.files.count().await.unwrap(), (0, 4), "none is left on the way");
        assert_eq!(app.services.files.count().await.unwrap(), (0, 0), "and none lies on the disk");
        assert_eq!(scene.s3.objects().len(), 4);
        for (name, bytes) in [("film.pdf", &film), ("visa.pdf", &visa), ("plan.pdf", &plan), ("small.pdf", &small)] {
            assert!(scene.back(name).await == *bytes, "{name} is another one");
            assert!(std::fs::read(scene.s3.object(&scene.blob(name).await)).unwrap() == *bytes);
        }
        scene.mariam.confirm().await;
        let (status, _, zipped) = scene.mariam.download("/portal/documents.zip", &[]).await;
        let mut archive = ZipArchive::new(Cursor::new(zipped)).unwrap();
        assert_eq!((status, archive.len()), (200, 4));
        let first = (0..4).find(|at| archive.name_for_index(*at).unwrap().ends_with("film.pdf")).unwrap();
        let mut unpacked = Vec::new();
        archive.by_index(first).unwrap().read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == film, "in the archive it is another one");
    }

    async fn a_part_is_asked_for_as_a_part(app: TestApp) {
        let scene = Scene::of(&app).await;
        let film = long_pdf(9 * MB);
        let upload = scene.begin("film.pdf", film.len()).await;
        assert_eq!(scene.mariam.put(&upload, film.clone()).await.0, 204);
        let way = scene.mariam.open(DOCUMENTS).await.download_of("film.pdf");
        let edge = 8 * MB;
        let cases = [
            // The tests' server takes 0-0 for all.
            ("bytes=0-1", 0..2),
            ("bytes=5-", 5..film.len()),
            (&*format!("bytes={}-{}", edge - 3, edge + 3), edge - 3..edge + 4),
            ("bytes=-4", film.len() - 4..film.len()),
        ];
        for (range, part) in cases {
            let (status, headers, bytes) = scene.mariam.download(&way, &[("range", range)]).await;
            let said = format!("bytes {}-{}/{}", part.start, part.end - 1, film.len());
            assert_eq!((status, headers["content-range"].to_str().unwrap()), (206, said.as_str()));
            assert!(bytes == film[part], "{range}");
        }
        let beyond = format!("bytes={}-", film.len());
        assert_eq!(scene.mariam.download(&way, &[("range", &beyond)]).await.0, 416);
    }

    async fn a_file_that_is_refused_leaves_nothing_in_the_bucket(app: TestApp) {
        let scene = Scene::of(&app).await;
        scene.mariam.upload(DOCUMENTS, &[("setup.exe", b"MZ\x90\0\x03\0\0\0")], &[]).await.must_be(422);
        let upload = scene.begin("setup.txt", 8).await;
        assert_eq!(scene.mariam.put(&upload, b"MZ\x90\0\x03\0\0\0".to_vec()).await.0, 422);
        // Once it is stored and the row can't be written, it is taken back.
        let refuse = app.either(
            "CREATE TRIGGER no_row BEFORE INSERT ON documents BEGIN SELECT RAISE(ABORT, 'no'); END",
            "CREATE FUNCTION no_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE TRIGGER no_row BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION no_row()",
        );
        app.run(refuse).await.unwrap();
        scene.mariam.upload(DOCUMENTS, &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(500);
        assert_eq!(scene.app.services.files.count().await.unwrap(), (0, 0));
        assert!(scene.s3.objects().is_empty());
    }
}
