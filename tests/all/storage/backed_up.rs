//! Backups of a portal whose files lie in a bucket: they come out of it, and go back into one.

use super::{DOCUMENTS, Scene};
use crate::on_both_databases;
use crate::support::files::{long_pdf, pdf};
use crate::support::s3::S3;
use crate::support::{TestApp, database};
use gk_nexus::app::backups::{self, Source};
use gk_nexus::documents::check;
use gk_nexus::server::config::{Storage, Typed};
use gk_nexus::server::db::Pools;
use gk_nexus::server::{Config, Db};
use std::path::Path;

async fn backup(app: &TestApp, into: &Path) -> Result<backups::Taken, String> {
    let db = Db::open_as_is(&app.services.config.database_url).await?;
    let (files, data_dir) = (&app.services.files, &app.services.config.data_dir);
    let taken = backups::take(&Source { db: &db, files, data_dir, now: app.services.now() }, into).await;
    db.close().await;
    taken
}

/// An empty place with a copy of the key, and this bucket.
async fn elsewhere(app: &TestApp, folder: &Path, s3: Option<&S3>) -> Config {
    let file = folder.join("secret.key");
    std::fs::copy(app.services.config.data_dir.join("secret.key"), &file).unwrap();
    let database_url = match &app.services.db.pools {
        Pools::Sqlite { .. } => format!("sqlite://{}/portal.db", folder.display()),
        Pools::Postgres(_) => database::empty_postgres().await,
    };
    let mut typed = Typed {
        database_url,
        data_dir: folder.display().to_string(),
        base_url: app.base.clone(),
        bind: "127.0.0.1:0".into(),
        portal_env: "development".into(),
        max_upload_bytes: "1000000".into(),
        firm_time_zone: "UTC".into(),
        resend_api_url: "http://127.0.0.1:1".into(),
        ..Typed::default()
    };
    if let Some(s3) = s3 {
        s3.set(&mut typed);
    }
    Config::parse(&typed).unwrap()
}

on_both_databases! {
    async fn a_backup_out_of_a_bucket_is_restored_into_another_or_to_a_disk(app: TestApp) {
        let scene = Scene::of(&app).await;
        let plan = long_pdf(9 * 1024 * 1024);
        let files: [(&str, &[u8]); 2] = [("visa.pdf", &pdf("visa")), ("plan.pdf", &plan)];
        scene.mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);
        let into = tempfile::tempdir().unwrap();
        let taken = backup(&scene.app, into.path()).await.unwrap();
        assert_eq!((taken.files, taken.broken), (2, Vec::<String>::new()));

        let another = S3::start();
        for s3 in [Some(&another), None] {
            let folder = tempfile::tempdir().unwrap();
            let config = elsewhere(&scene.app, folder.path(), s3).await;
            let said = backups::restore(&config, into.path(), false, &scene.app.services.clock).await.unwrap();
            assert!(said.contains("the database and 2 files"), "{said}");
            let services = gk_nexus::app::open::open(config).await.unwrap();
            let checked = check::check(&services, |fault| panic!("{fault}")).await.unwrap();
            assert_eq!((checked.whole, checked.broken, services.files.count().await.unwrap()), (2, 0, (0, 2)));
            services.db.close().await;
        }
        assert_eq!(another.objects().len(), 2);
    }

    async fn what_is_missing_in_the_bucket_is_named_and_a_changed_backup_leaves_the_bucket_empty(app: TestApp) {
        let scene = Scene::of(&app).await;
        let files: [(&str, &[u8]); 2] = [("visa.pdf", &pdf("visa")), ("plan.pdf", &pdf("plan"))];
        scene.mariam.upload(DOCUMENTS, &files, &[]).await.must_be(200);
        let (into, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        backup(&scene.app, into.path()).await.unwrap();
        let visa = scene.blob("visa.pdf").await;
        std::fs::remove_file(scene.s3.object(&visa)).unwrap();
        let taken = backup(&scene.app, broken.path()).await.unwrap();
        assert!(taken.files == 1 && taken.broken[0].contains("is missing ("), "{taken:?}");

        let (another, folder) = (S3::start(), tempfile::tempdir().unwrap());
        let config = elsewhere(&scene.app, folder.path(), Some(&another)).await;
        let restore = async || backups::restore(&config, into.path(), false, &scene.app.services.clock).await;
        let file = into.path().join("files").join(&visa[..2]).join(&visa);
        std::fs::write(&file, pdf("vasi")).unwrap();
        let fault = restore().await.unwrap_err();
        assert!(fault.contains("is not what the manifest says; nothing was restored"), "{fault}");
        assert!(another.objects().is_empty());
        std::fs::write(&file, pdf("visa")).unwrap();
        restore().await.unwrap();
        assert_eq!((another.objects().len(), config.storage), (2, Storage::S3));
        let folder = tempfile::tempdir().unwrap();
        let config = elsewhere(&scene.app, folder.path(), Some(&another)).await;
        let fault = backups::restore(&config, into.path(), false, &scene.app.services.clock).await.unwrap_err();
        assert!(fault.contains("there are stored files in the bucket portal-files already"), "{fault}");
        assert_eq!(another.objects().len(), 2, "nothing is overwritten");
    }
}
