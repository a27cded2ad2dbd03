//! A bucket of one's own: an S3 server as a process beside the test, on a port of its own. It ends with the test. It can be
//! killed, held still, and started again on the same port with what it held.

use super::TestApp;
use gk_nexus::server::config::Typed;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The server's own key, for its id as well.
const KEY: &str = "S3RVER";

pub struct S3 {
    child: Child,
    port: String,
    folder: TempDir,
}

impl S3 {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (child, port) = serve(folder.path(), "0");
        S3 { child, port, folder }
    }

    /// Kills it without a word.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self) {
        (self.child, self.port) = serve(self.folder.path(), &self.port);
    }

    /// From now on it takes connections, and says nothing; or it goes on.
    pub fn hold(&self, still: bool) {
        let signal = if still { "-STOP" } else { "-CONT" };
        assert!(Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// What the operator sets.
    pub fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("S3_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("S3_BUCKET", "portal-files".to_owned()),
            ("S3_ACCESS_KEY_ID", KEY.to_owned()),
            ("S3_SECRET_ACCESS_KEY", KEY.to_owned()),
            ("S3_PREFIX", "firm/portal".to_owned()),
        ]
    }

    /// The same, typed.
    pub fn set(&self, typed: &mut Typed) {
        let [endpoint, bucket, id, secret, prefix] = self.settings().map(|(_, value)| value);
        typed.storage = "s3".into();
        (typed.s3_endpoint, typed.s3_bucket, typed.s3_prefix) = (endpoint, bucket, prefix);
        (typed.s3_access_key_id, typed.s3_secret_access_key) = (id, secret);
    }

    /// Where the content of each object lies on the server's disk.
    pub fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("portal-files")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.to_string_lossy().ends_with("._S3rver_object") => found.push(path),
                    false => {}
                }
            }
        }
        found
    }

    /// Where the content of the object of this stored file lies, under the prefix of the settings.
    pub fn object(&self, blob: &str) -> PathBuf {
        let shelf = self.folder.path().join("portal-files/firm/portal").join(&blob[..2]);
        shelf.join(format!("{blob}._S3rver_object"))
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl TestApp {
    /// The same database and data folder, with stored files in a bucket, and files of up to 100 MB.
    pub async fn with_files_in(&self, s3: &S3) -> Self {
        let data = self.folder.path().display().to_string();
        let url = self.services.config.database_url.clone();
        Self::open(tempfile::tempdir().unwrap(), url, |typed| {
            typed.data_dir = data;
            typed.max_upload_bytes = "100000000".into();
            s3.set(typed);
        })
        .await
    }
}

fn serve(folder: &Path, port: &str) -> (Child, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/s3/serve.js");
    let mut command = Command::new("node");
    command.arg(script).arg(folder).arg(port).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("Node is not there: run scripts/tools s3");
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert!(!said.is_empty(), "the S3 server did not start: run scripts/tools s3");
    (child, said.trim().to_owned())
}
