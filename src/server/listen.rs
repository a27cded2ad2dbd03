//! Listens and answers over HTTP/1.1, with an end to its patience: whoever sends a request drop by drop, or doesn't take
//! the answer, is cut off, so that a handful of such callers can't hold every connection (SAFETY: slow clients).
#![allow(clippy::disallowed_methods, reason = "it waits for time itself: patience is what ends")]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};
use tower::ServiceExt;

/// Longest request line with its headers, bytes; more is answered with 431.
const LONGEST_HEAD: usize = 64 * 1024;
/// Most headers of one request; more are answered with 431.
const MOST_HEADERS: usize = 100;
/// How much of a body must come while we wait for as long as [`Patience::body`], bytes.
const LEAST: usize = 4 * 1024;
/// How long to wait when the system has no connection left to give.
const BREATH: Duration = Duration::from_millis(200);

/// How long each part of a conversation may keep us waiting.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From an open connection to a whole head, also between two requests.
    pub head: Duration,
    /// For the next 4 kB of a body, or its end.
    pub body: Duration,
    /// Until the caller takes a piece of the answer.
    pub answer: Duration,
}

impl Default for Patience {
    /// Long enough for a telephone in a tunnel.
    fn default() -> Self {
        Patience { head: Duration::from_secs(30), body: Duration::from_secs(60), answer: Duration::from_secs(60) }
    }
}

/// Answers on `listener` until `stopped` is done, then lets running requests end and gives back.
pub async fn answer(listener: TcpListener, router: Router, patience: Patience, stopped: impl Future<Output = ()>) {
    let running = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let met = tokio::select! {
            met = listener.accept() => met,
            () = &mut stopped => break,
        };
        match met {
            Ok((stream, peer)) => talk(&running, stream, peer, router.clone(), patience),
            Err(error) if is_of_one_caller(&error) => {}
            Err(error) => {
                // Too many open files, mostly: some will be closed in a moment.
                tracing::error!("a connection can’t be taken: {error}");
                sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    running.shutdown().await;
}

fn is_of_one_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, as a task of its own: what breaks in it breaks nothing else.
fn talk(running: &GracefulShutdown, stream: TcpStream, peer: SocketAddr, router: Router, patience: Patience) {
    // Without TCP_NODELAY a streamed page waits 40 ms for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(|body| Body::new(Paced::new(Body::new(body), patience.body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        framed(router.clone(), request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(Taken::new(stream, patience.answer)), service);
    let connection = running.watch(connection);
    tokio::spawn(async move {
        // Who went away, or was cut off, isn't told about it; the log is for faults of ours.
        let _ = connection.await;
    });
}

/// Answers one request. Where two headers say where its body ends, a proxy in front may have read another end than we would:
/// it is refused. A body in chunks ends its connection, because hyper may have dropped the other header (RFC 9112, 6.3).
async fn framed(router: Router, request: Request) -> Result<Response, Infallible> {
    let in_chunks = request.headers().contains_key(header::TRANSFER_ENCODING);
    if in_chunks && request.headers().contains_key(header::CONTENT_LENGTH) {
        return Ok((StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")]).into_response());
    }
    let mut response = router.oneshot(request).await?;
    if in_chunks {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// A body that must keep coming while it is waited for.
struct Paced {
    body: Body,
    patience: Duration,
    /// Ends this turn of waiting; none until the first.
    until: Option<Pin<Box<Sleep>>>,
    came: usize,
}

impl Paced {
    fn new(body: Body, patience: Duration) -> Self {
        Paced { body, patience, until: None, came: 0 }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame {
                self.came += frame.data_ref().map_or(0, Bytes::len);
            }
            return Poll::Ready(frame);
        }
        loop {
            let patience = self.patience;
            ready!(self.until.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
            if self.came < LEAST {
                return Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))));
            }
            (self.until, self.came) = (None, 0);
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection whose answers must be taken.
struct Taken<S> {
    stream: S,
    patience: Duration,
    /// Since a piece of the answer waits to be taken.
    waits: Option<Pin<Box<Sleep>>>,
}

impl<S> Taken<S> {
    fn new(stream: S, patience: Duration) -> Self {
        Taken { stream, patience, waits: None }
    }

    /// Passes on how writing went; what waits too long has failed.
    fn within<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waits = None;
            return written;
        }
        let patience = self.patience;
        ready!(self.waits.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taken<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taken<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.within(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.within(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
