//! Before the portal starts it looks whether its bucket can be used, and whether its files lie there.

use super::{MARIAM, Scene};
use crate::on_both_databases;
use crate::support::TestApp;
use crate::support::files::pdf;
use crate::support::s3::S3;
use crate::support::serving::{Serving, gk_nexus};
use std::path::Path;
use std::process::Output;

/// `gk-nexus serve` on these data, where it is expected not to start: what it complains of.
fn refused(app: &TestApp, s3: &S3, changed: &[(&str, &str)]) -> String {
    let mut command = gk_nexus(app.folder.path(), &["serve"]);
    command.env("DATABASE_URL", &app.services.config.database_url).env("DATA_DIR", app.folder.path());
    let done: Output = command.envs(s3.settings()).envs(changed.iter().copied()).output().unwrap();
    assert!(!done.status.success());
    String::from_utf8(done.stderr).unwrap()
}

/// A folder's name in the environment.
fn text(path: &Path) -> String {
    path.display().to_string()
}

on_both_databases! {
    async fn a_bucket_that_can_not_be_used_stops_the_start_in_words(app: TestApp) {
        let mut s3 = S3::start();
        let refused = |s3: &S3, changed: (&str, &str)| refused(&app, s3, &[("STORAGE", "s3"), changed]);
        let said = refused(&s3, ("S3_BUCKET", "another-bucket"));
        assert!(said.contains("the bucket another-bucket can’t be written to: there is no such bucket"), "{said}");
        let said = refused(&s3, ("S3_SECRET_ACCESS_KEY", "hush"));
        assert!(said.contains("it refuses the key; look at S3_ACCESS_KEY_ID") && !said.contains("hush"), "{said}");
        let said = refused(&s3, ("S3_ENDPOINT", "http://s3.example.com"));
        assert!(said.contains("S3_ENDPOINT must begin with https://"), "{said}");
        s3.kill();
        let said = refused(&s3, ("S3_PREFIX", ""));
        assert!(said.contains("the bucket portal-files can’t be written to"), "{said}");
    }

    async fn a_portal_whose_files_lie_elsewhere_does_not_start(app: TestApp) {
        let anjali = app.owner().await;
        let (_, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        mariam.upload("/portal/documents", &[("visa.pdf", &pdf("visa"))], &[]).await.must_be(200);
        let s3 = S3::start();
        let said = refused(&app, &s3, &[("STORAGE", "s3")]);
        assert!(said.contains("STORAGE is s3, and stored files lie in the folder"), "{said}");
        assert!(said.contains("run `gk-nexus storage move --to s3` first, or set STORAGE=disk"), "{said}");
        assert!(s3.objects().is_empty(), "what was tried out is gone");
    }

    async fn a_portal_with_a_bucket_starts_and_says_what_is_in_force(app: TestApp) {
        let scene = Scene::of(&app).await;
        let settings = scene.s3.settings();
        let (data, database) = (text(app.folder.path()), &app.services.config.database_url);
        let mut all: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend([("STORAGE", "s3"), ("DATA_DIR", data.as_str()), ("DATABASE_URL", database)]);
        let serving = Serving::start(app.folder.path(), &all);
        assert!(serving.line().starts_with("The portal is at "));
        assert!(serving.stop().0.success());
        let shown = gk_nexus(app.folder.path(), &["config"]).envs(all).output().unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains("S3_BUCKET") && shown.contains("portal-files") && !shown.contains("S3RVER"), "{shown}");
    }
}
