//! Virus scanners: a stand-in for clamd that says what it is told to, and clamd itself with a signature of our own. The text
//! that every scanner takes for a virus (EICAR's) is put together here: no file of ours may hold it.

use gk_nexus::server::clamd::deep::nested;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

/// What the portal must call `clean`.
pub const CLEAN: &[u8] = b"stream: OK\0";

/// EICAR's text: harmless, and a virus to every scanner.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*"].concat().into_bytes()
}

/// What the stand-in does with a file.
#[derive(Clone)]
pub enum Does {
    /// Looks for EICAR's text in it, as it came.
    Looks,
    /// Answers this, whatever it is.
    Says(&'static [u8]),
    /// Answers this before it has all, and closes.
    Interrupts(&'static [u8]),
    /// Takes it and doesn't answer.
    Sleeps,
}

/// The stand-in, at a socket.
pub struct Scanner {
    folder: TempDir,
    does: Arc<Mutex<Does>>,
    asked: Arc<AtomicUsize>,
    listening: Option<JoinHandle<()>>,
}

impl Scanner {
    pub fn up() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut scanner =
            Scanner { folder, does: Arc::new(Mutex::new(Does::Looks)), asked: Arc::default(), listening: None };
        scanner.comes_back();
        scanner
    }

    pub fn address(&self) -> String {
        self.socket().display().to_string()
    }

    /// From now on it does this with every file.
    pub fn does(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    /// How many files it was given.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Nobody listens any more.
    pub fn goes_away(&mut self) {
        self.listening.take().unwrap().abort();
        std::fs::remove_file(self.socket()).unwrap();
    }

    pub fn comes_back(&mut self) {
        let listener = UnixListener::bind(self.socket()).unwrap();
        let (does, asked) = (self.does.clone(), self.asked.clone());
        self.listening = Some(tokio::spawn(async move {
            loop {
                let (line, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(line, does.clone(), asked.clone()));
            }
        }));
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("clamd.sock")
    }
}

async fn answer(mut line: UnixStream, does: Arc<Mutex<Does>>, asked: Arc<AtomicUsize>) {
    let mut head = [0; 10];
    line.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"zINSTREAM\0");
    let mut file = piece(&mut line).await.unwrap();
    if file == nested().unwrap() {
        // It has not looked, and says so.
        let _ = line.write_all(b"stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0").await;
        return;
    }
    let does = does.lock().unwrap().clone();
    asked.fetch_add(1, Ordering::SeqCst);
    if let Does::Interrupts(words) = does {
        let _ = line.write_all(words).await;
        return;
    }
    loop {
        let Ok(more) = piece(&mut line).await else { return };
        if more.is_empty() {
            break;
        }
        file.extend(more);
    }
    let holds = |text: &[u8]| file.windows(text.len()).any(|part| part == text);
    match does {
        Does::Looks if holds(&eicar()) => line.write_all(b"stream: Eicar-Test FOUND\0").await.unwrap(),
        Does::Looks => line.write_all(CLEAN).await.unwrap(),
        Does::Says(words) => drop(line.write_all(words).await),
        Does::Sleeps => std::future::pending().await,
        Does::Interrupts(_) => unreachable!(),
    }
}

/// The next piece of a file; empty after the last.
async fn piece(line: &mut UnixStream) -> std::io::Result<Vec<u8>> {
    let mut piece = vec![0; line.read_u32().await? as usize];
    line.read_exact(&mut piece).await?;
    Ok(piece)
}

/// clamd itself, in a folder of its own. It ends with the test.
pub struct Clamd {
    folder: TempDir,
    child: Option<Child>,
}

impl Clamd {
    /// Starts it with these settings beside ours.
    pub async fn up(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        std::fs::create_dir(here.join("signatures")).unwrap();
        // Found at any place in any file.
        let signature = format!("Eicar-Test:0:*:{}\n", gk_nexus::server::keys::hex(&eicar()));
        std::fs::write(here.join("signatures/test.ndb"), signature).unwrap();
        let admits = if settings.contains("AlertExceedsMax") { "" } else { "AlertExceedsMax yes" };
        let own = format!(
            "LocalSocket {0}/clamd.sock\nDatabaseDirectory {0}/signatures\nTemporaryDirectory {0}\nForeground yes\n\
             {admits}\n{settings}\n",
            here.display()
        );
        std::fs::write(here.join("clamd.conf"), own).unwrap();
        let mut clamd = Clamd { folder, child: None };
        clamd.comes_back().await;
        clamd
    }

    pub fn address(&self) -> String {
        self.folder.path().join("clamd.sock").display().to_string()
    }

    pub fn goes_away(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let _ = std::fs::remove_file(self.address());
    }

    /// Starts it anew, and waits until it answers.
    pub async fn comes_back(&mut self) {
        let settings = self.folder.path().join("clamd.conf");
        let mut command = Command::new(program());
        command.arg("-c").arg(settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().unwrap());
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        for _ in 0..600 {
            looks.tick().await;
            if self.answers().await {
                return;
            }
        }
        panic!("clamd does not answer at {}", self.address());
    }

    async fn answers(&self) -> bool {
        let Ok(mut line) = UnixStream::connect(self.address()).await else { return false };
        let mut said = Vec::new();
        line.write_all(b"zPING\0").await.is_ok() && line.read_to_end(&mut said).await.is_ok() && said == b"PONG\0"
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The program: on the path, or where Debian and Homebrew put it.
fn program() -> PathBuf {
    #[allow(clippy::disallowed_methods, reason = "a program is looked for as a shell does")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).collect::<Vec<_>>();
    let usual = ["/usr/sbin", "/opt/homebrew/sbin", "/usr/local/sbin"].map(|folder| Path::new(folder).to_owned());
    let found = folders.into_iter().chain(usual).map(|folder| folder.join("clamd")).find(|program| program.exists());
    found.expect("clamd is not here: scripts/rust-tests installs it, or leaves these tests out and says so")
}
