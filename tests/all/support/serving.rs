//! The binary itself as a process of its own: started, listened to, asked to stop, killed.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// The binary in a folder of its own, with nothing of our environment.
pub fn gk_nexus(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gk-nexus"));
    command.current_dir(folder).env_clear().env("DATABASE_URL", "sqlite://portal.db").args(words);
    command
}

/// A running `serve`. It ends with the test.
pub struct Serving {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub base: String,
    /// What it says on standard output.
    pub lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Serving {
    pub fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let base = format!("http://127.0.0.1:{port}");
        let mut command = gk_nexus(folder, &["serve"]);
        command.env("BIND", format!("127.0.0.1:{port}")).env("BASE_URL", &base).envs(settings.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| said.send(line).is_ok()));
        let (complained, errors) = channel();
        let mut stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut all = Vec::new();
            let _ = stderr.read_to_end(&mut all);
            let _ = complained.send(String::from_utf8_lossy(&all).into_owned());
        });
        Serving { child, base, lines, errors }
    }

    /// The number that the system gives it.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The next line on standard output.
    pub fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("another line on standard output")
    }

    /// Lines up to and with the one that is `last`.
    pub fn lines_to(&self, last: &str) -> Vec<String> {
        let mut lines = vec![self.line()];
        while lines.last().unwrap() != last {
            lines.push(self.line());
        }
        lines
    }

    /// Ends it without a word, as a power cut does: nothing is finished, nothing is closed.
    pub fn killed(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as systemd does: how it ended, and all that it wrote to standard error.
    pub fn stop(mut self) -> (ExitStatus, String) {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        let errors = self.errors.recv_timeout(PATIENCE).expect("it ends when it is asked to");
        (self.child.wait().unwrap(), errors)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
