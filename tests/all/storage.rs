//! Stored files in a bucket of an S3 server, a process that each test starts: in and out by every way, while the server is
//! dead or silent, moved there and back, backed up and restored.

mod backed_up;
mod moved;
mod silent;
mod started;
mod under_way;
mod ways;

use crate::support::s3::S3;
use crate::support::{Browser, TestApp};

const MARIAM: &str = "mariam@example.com";
const DOCUMENTS: &str = "/portal/documents";

/// The portal with its files in a bucket; the firm's owner, a client's id, and the client's browser.
struct Scene {
    s3: S3,
    app: TestApp,
    anjali: Browser,
    client: String,
    mariam: Browser,
}

impl Scene {
    async fn of(app: &TestApp) -> Self {
        let s3 = S3::start();
        let app = app.with_files_in(&s3).await;
        let anjali = app.owner().await;
        let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
        Scene { s3, anjali, client: profile.trim_start_matches("/clients/").to_owned(), mariam, app }
    }

    /// Announces a file as the island does: where its bytes go.
    async fn begin(&self, name: &str, size: usize) -> String {
        let (status, begun) = self.mariam.begin(&self.client, "", name, size).await;
        assert_eq!(status, 200);
        begun["upload"].as_str().unwrap().to_owned()
    }

    /// The file of this name, as its sender gets it back.
    async fn back(&self, name: &str) -> Vec<u8> {
        let way = self.mariam.open(DOCUMENTS).await.download_of(name);
        let (status, _, bytes) = self.mariam.download(&way, &[]).await;
        assert_eq!(status, 200, "{name}");
        bytes
    }

    /// Under which name the file of the only document with this name is stored.
    async fn blob(&self, name: &str) -> String {
        blob(&self.app, name).await
    }
}

async fn blob(app: &TestApp, name: &str) -> String {
    const BLOB: &str =
        "SELECT v.blob FROM document_versions v JOIN documents d ON d.id = v.document_id WHERE d.name = ";
    app.text(&format!("{BLOB}'{name}'")).await
}
