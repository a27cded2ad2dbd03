//! The virus scanner clamd, asked by its command INSTREAM over TCP or a socket (clamd(8)). Only its whole answer
//! `stream: OK` to a whole file says that a file is clean; whatever else happens says nothing about it.

mod answer;
pub mod deep;

use super::Config;
use crate::kernel::{Instant, Span};
use answer::{LONGEST, understood};
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Bytes that are sent at a time.
const PIECE: usize = 128 * 1024;
/// clamd looks into nothing that is longer, whatever its settings say, and says `OK`.
pub const LOOKED_INTO: u64 = (1 << 31) - 4;
/// That it admits where it has not looked is believed for so long: it may have been started with other settings.
const ADMITS_FOR: Span = Span::minutes(10);
/// So long a connection may take.
const TO_CONNECT: Duration = Duration::from_secs(10);

/// How long one waits for clamd.
struct Patience {
    /// Until it has taken a piece.
    to_take: Duration,
    /// Until it answers, once all is sent. It gives a file 2 minutes itself, unless it is told otherwise.
    to_answer: Duration,
}

const PATIENCE: Patience = Patience { to_take: Duration::from_secs(60), to_answer: Duration::from_secs(600) };

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `host:port`.
    Port(String),
    /// A socket's path.
    Socket(PathBuf),
}

impl Address {
    /// From `host:port` or a path that begins with `/`.
    pub fn parse(typed: &str) -> Option<Self> {
        if Path::new(typed).is_absolute() {
            return Some(Address::Socket(PathBuf::from(typed)));
        }
        let (host, port) = typed.rsplit_once(':')?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = port.parse::<u16>().is_ok_and(|port| port > 0);
        let named = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        (port && (named || bare.parse::<IpAddr>().is_ok())).then(|| Address::Port(typed.to_owned()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Port(address) => f.write_str(address),
            Address::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What clamd says of a file that it has looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found this, by its own name for it.
    Infected(String),
}

/// Why nothing is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Nobody answers at its address: that has nothing to do with the file.
    Away(String),
    /// It calls clean what it has not looked into, whatever file it is.
    Careless,
    /// The file, or what is packed in it, is more than clamd looks into.
    TooLarge,
    /// Anything else, in words for staff.
    Unclear(String),
}

const CARELESS: &str =
    "The virus scanner calls clean what it has not looked into; its setting AlertExceedsMax must be yes";
const TOO_LARGE: &str = "It is larger than the virus scanner takes, or holds more than it looks into";

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::Away(why) => write!(f, "The virus scanner can’t be reached ({why})"),
            Unknown::Careless => f.write_str(CARELESS),
            Unknown::TooLarge => f.write_str(TOO_LARGE),
            Unknown::Unclear(why) => f.write_str(why),
        }
    }
}

/// The scanner that the operator has named.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: Address,
    /// When it last admitted that it had not looked.
    admitted_at: Arc<Mutex<Option<Instant>>>,
}

impl Clamd {
    /// As configured; none if the operator has none.
    pub fn of(config: &Config) -> Option<Self> {
        config.clamd_addr.clone().map(Clamd::at)
    }

    fn at(address: Address) -> Self {
        Clamd { address, admitted_at: Arc::default() }
    }

    /// Whether it says so where it has not looked. Without its setting AlertExceedsMax it calls clean what is larger or deeper
    /// packed than its limits.
    ///
    /// # Errors
    /// `Careless`; what keeps it from being known.
    pub async fn admits(&self, now: Instant) -> Result<(), Unknown> {
        if self.admitted().is_some_and(|at| now - at < ADMITS_FOR) {
            return Ok(());
        }
        let nested = deep::nested().map_err(|error| Unknown::Unclear(error.to_string()))?;
        match self.look(nested.as_slice(), nested.len() as u64).await {
            Ok(Verdict::Clean) => Err(Unknown::Careless),
            Ok(Verdict::Infected(_)) | Err(Unknown::TooLarge) => {
                self.note(Some(now));
                Ok(())
            }
            Err(unknown) => Err(unknown),
        }
    }

    fn admitted(&self) -> Option<Instant> {
        *self.admitted_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, at: Option<Instant>) {
        *self.admitted_at.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Has a file of `size` bytes looked at.
    ///
    /// # Errors
    /// What keeps it from being known.
    pub async fn look(&self, bytes: impl AsyncRead + Unpin, size: u64) -> Result<Verdict, Unknown> {
        if size > LOOKED_INTO {
            return Err(Unknown::TooLarge);
        }
        let why = match timeout(TO_CONNECT, self.connect()).await {
            Ok(Ok(line)) => return ask(line, bytes, size, &PATIENCE).await,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it takes no connection".to_owned(),
        };
        self.note(None); // It may come back with other settings.
        Err(Unknown::Away(why))
    }

    async fn connect(&self) -> std::io::Result<Box<dyn Line>> {
        Ok(match &self.address {
            Address::Port(address) => Box::new(TcpStream::connect(address.as_str()).await?),
            #[cfg(unix)]
            Address::Socket(path) => Box::new(tokio::net::UnixStream::connect(path).await?),
            #[cfg(not(unix))]
            Address::Socket(_) => return Err(std::io::ErrorKind::Unsupported.into()),
        })
    }
}

/// A connection of either kind.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Sends the file and hears the answer. clamd may answer before it has all, and closes then: it is listened to meanwhile.
async fn ask(
    line: impl Line,
    bytes: impl AsyncRead + Unpin,
    size: u64,
    patience: &Patience,
) -> Result<Verdict, Unknown> {
    let (mut from, to) = tokio::io::split(line);
    let mut to = Sending { to, longest: patience.to_take };
    let sending = send(&mut to, bytes, size);
    let hearing = hear(&mut from);
    tokio::pin!(sending, hearing);
    let sent = tokio::select! {
        // In this order: an answer to a whole file can only be there when the sending has ended.
        biased;
        sent = &mut sending => sent,
        heard = &mut hearing => return understood(&heard?, false),
    };
    let whole = match sent {
        Ok(()) => true,
        Err(Broken::Line) => false,
        Err(Broken::File(why)) => return Err(Unknown::Unclear(why)),
    };
    match timeout(patience.to_answer, hearing).await {
        Ok(heard) => understood(&heard?, whole),
        Err(_) => Err(Unknown::Unclear("The virus scanner took too long".to_owned())),
    }
}

/// Why a file could not be sent.
enum Broken {
    /// The connection ended. An answer may stand in it all the same.
    Line,
    /// The stored file is not as it was received.
    File(String),
}

impl From<std::io::Error> for Broken {
    fn from(_: std::io::Error) -> Self {
        Broken::Line
    }
}

/// The way there; it waits for each piece to be taken, and no longer.
struct Sending<W> {
    to: W,
    longest: Duration,
}

impl<W: AsyncWrite + Unpin> Sending<W> {
    async fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let taken = timeout(self.longest, self.to.write_all(bytes)).await;
        taken.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
    }
}

async fn send<W>(to: &mut Sending<W>, mut bytes: impl AsyncRead + Unpin, size: u64) -> Result<(), Broken>
where
    W: AsyncWrite + Unpin,
{
    to.put(b"zINSTREAM\0").await?;
    let (mut piece, mut left) = (vec![0; PIECE], size);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let count = read(&mut bytes, &mut piece[..most]).await?;
        to.put(&u32::try_from(count).unwrap_or_default().to_be_bytes()).await?;
        to.put(&piece[..count]).await?;
        left -= count as u64;
    }
    to.put(&[0; 4]).await?;
    Ok(to.to.flush().await?)
}

async fn read(bytes: &mut (impl AsyncRead + Unpin), piece: &mut [u8]) -> Result<usize, Broken> {
    match bytes.read(piece).await {
        Ok(0) => Err(Broken::File("The file on the server is shorter than it was when it came".to_owned())),
        Ok(count) => Ok(count),
        Err(error) => Err(Broken::File(format!("The file on the server can’t be read ({error})"))),
    }
}

/// All that clamd says, to the sign that ends it or the connection's end.
async fn hear(from: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, Unknown> {
    let mut heard = Vec::new();
    let mut piece = [0; 512];
    while heard.len() < LONGEST && !heard.contains(&0) {
        match from.read(&mut piece).await {
            Ok(0) => break,
            Ok(count) => heard.extend_from_slice(&piece[..count]),
            Err(_) if !heard.is_empty() => break,
            Err(error) => return Err(Unknown::Unclear(format!("The virus scanner broke off ({error})"))),
        }
    }
    Ok(heard)
}

#[cfg(test)]
mod tests;
