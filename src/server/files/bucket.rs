//! A bucket of an S3-compatible store: how it is reached, how long it may be silent, whether it can be used at all.

use crate::server::config;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, Result, RetryConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a bucket may be silent, or take for a part of a file.
const PATIENCE: Duration = Duration::from_secs(60);
/// And until it takes a connection.
const TO_CONNECT: Duration = Duration::from_secs(5);
/// A request that was refused for the moment is sent so often again, and for so long.
const RETRIES: usize = 4;
const RETRIES_FOR: Duration = Duration::from_secs(20);
/// Parts of files in memory, of all files that are on their way to the bucket.
const PARTS_AT_ONCE: usize = 8;

/// A bucket. Clones are the same one.
#[derive(Clone)]
pub(super) struct Bucket {
    name: Arc<str>,
    prefix: Option<Key>,
    patience: Arc<AtomicU64>,
    /// Room in memory for parts that are sent.
    pub room: Arc<Semaphore>,
}

impl Bucket {
    /// The bucket that the settings name, and how to speak to it. Nothing is sent yet.
    ///
    /// # Errors
    /// One sentence for the operator.
    pub fn of(settings: &config::Bucket) -> Result<(Arc<dyn ObjectStore>, Bucket), String> {
        // As in `server::post`: an error only says that it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let patience = ClientOptions::new().with_timeout_disabled().with_connect_timeout(TO_CONNECT);
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: RETRIES, retry_timeout: RETRIES_FOR };
        let mut builder = AmazonS3Builder::new()
            .with_client_options(patience)
            .with_retry(retry)
            .with_bucket_name(&settings.name)
            .with_region(&settings.region)
            .with_access_key_id(&settings.key_id)
            .with_secret_access_key(settings.secret())
            // Not every store deletes several at once.
            .with_disable_bulk_delete(true);
        if let Some(endpoint) = &settings.endpoint {
            // Which http addresses may stand there, the settings have said.
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let objects =
            builder.build().map_err(|error| format!("the bucket {} can’t be used: {error}", settings.name))?;
        let prefix = Some(Key::from(settings.prefix.as_str())).filter(|_| !settings.prefix.is_empty());
        let patience = Arc::new(AtomicU64::new(u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX)));
        let room = Arc::new(Semaphore::new(PARTS_AT_ONCE));
        Ok((Arc::new(objects), Bucket { name: settings.name.as_str().into(), prefix, patience, room }))
    }

    /// In words.
    pub fn words(&self) -> String {
        format!("the bucket {}", self.name)
    }

    /// What every object's name begins with.
    pub fn prefix(&self) -> Option<&Key> {
        self.prefix.as_ref()
    }

    /// A name in the bucket.
    pub fn key(&self, name: &Key) -> Key {
        match &self.prefix {
            Some(prefix) => prefix.parts().chain(name.parts()).collect(),
            None => name.clone(),
        }
    }

    /// From now on it may be silent for so long.
    pub fn be_patient(&self, patience: Duration) {
        self.patience.store(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Waits for an answer, but not for ever.
    pub async fn patiently<T>(&self, answer: impl Future<Output = Result<T>>) -> Result<T> {
        let patience = Duration::from_millis(self.patience.load(Ordering::Relaxed));
        match tokio::time::timeout(patience, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(silent(patience)),
        }
    }

    /// Waits for each answer, but not for ever; silence is the last one.
    pub fn patiently_each<T: Send + 'static>(
        &self,
        answers: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        let state = Some((self.clone(), answers));
        stream::unfold(state, |state| async {
            let (bucket, mut answers) = state?;
            match bucket.patiently(async { Ok(answers.next().await) }).await {
                Ok(Some(answer)) => Some((answer, Some((bucket, answers)))),
                Ok(None) => None,
                Err(silent) => Some((Err(silent), None)),
            }
        })
        .boxed()
    }

    /// Writes, reads and deletes a small object.
    ///
    /// # Errors
    /// What can't be done, and why, in one sentence for the operator.
    pub async fn try_out(&self, objects: &dyn ObjectStore, probe: &str) -> Result<(), String> {
        let key = self.key(&Key::from(probe));
        let cannot = |what: &str, error: &Error| format!("{} can’t be {what}: {}", self.words(), why(error));
        let written = self.patiently(objects.put(&key, probe.to_owned().into())).await;
        written.map_err(|error| cannot("written to", &error))?;
        let read = self.patiently(async { objects.get(&key).await?.bytes().await }).await;
        let read = read.map_err(|error| cannot("read", &error))?;
        let listed = self.patiently_each(objects.list(self.prefix())).next().await.transpose();
        listed.map_err(|error| cannot("listed", &error))?;
        self.patiently(objects.delete(&key)).await.map_err(|error| cannot("deleted from", &error))?;
        if read == probe.as_bytes() {
            Ok(())
        } else {
            Err(format!("{} gives back what was not put there", self.words()))
        }
    }
}

fn silent(patience: Duration) -> Error {
    Error::Generic { store: "S3", source: format!("no answer within {} s", patience.as_secs()).into() }
}

/// A store's refusal in one line, for the operator.
fn why(error: &Error) -> String {
    match error {
        Error::NotFound { .. } => "there is no such bucket; look at S3_BUCKET and S3_ENDPOINT".to_owned(),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
            "it refuses the key; look at S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and what the key may do".to_owned()
        }
        other => {
            let words: String = other.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            words.chars().take(300).collect()
        }
    }
}
