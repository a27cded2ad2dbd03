//! What becomes of a file whatever sits at the other end of the line.

use super::*;
use tokio::io::{DuplexStream, duplex};

/// What becomes of a file when the other end does this.
async fn with<F: Future<Output = ()> + Send + 'static>(
    file: Vec<u8>,
    size: u64,
    other: impl FnOnce(DuplexStream) -> F,
) -> Result<Verdict, Unknown> {
    within(&PATIENCE, file, size, other).await
}

async fn within<F: Future<Output = ()> + Send + 'static>(
    patience: &Patience,
    file: Vec<u8>,
    size: u64,
    other: impl FnOnce(DuplexStream) -> F,
) -> Result<Verdict, Unknown> {
    let (here, there) = duplex(64 * 1024);
    let other = tokio::spawn(other(there));
    let verdict = ask(here, file.as_slice(), size, patience).await;
    other.abort();
    verdict
}

/// Takes the whole file as clamd does, and gives it.
async fn taken(there: &mut DuplexStream) -> Vec<u8> {
    let (mut head, mut length, mut file) = ([0; 10], [0; 4], Vec::new());
    let _ = there.read_exact(&mut head).await;
    assert_eq!(&head, b"zINSTREAM\0");
    loop {
        let _ = there.read_exact(&mut length).await;
        let count = u32::from_be_bytes(length) as usize;
        if count == 0 {
            return file;
        }
        assert!(count <= PIECE);
        let mut piece = vec![0; count];
        let _ = there.read_exact(&mut piece).await;
        file.extend(piece);
    }
}

/// Whether it could be said.
async fn says(there: &mut DuplexStream, words: &[u8]) -> bool {
    there.write_all(words).await.is_ok()
}

fn file(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at % 251) as u8).collect()
}

#[tokio::test]
async fn a_file_goes_over_whole_whatever_its_size() {
    for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
        let verdict = with(file(size), size as u64, move |mut there| async move {
            let same = taken(&mut there).await == file(size);
            says(&mut there, if same { b"stream: OK\0" } else { b"stream: Another FOUND\0" }).await;
        });
        assert_eq!(verdict.await, Ok(Verdict::Clean), "{size}");
    }
}

#[tokio::test]
async fn an_answer_before_all_was_sent_is_heard_and_never_clean() {
    for (words, verdict) in [
        (&b"INSTREAM size limit exceeded. ERROR\0"[..], Err(Unknown::TooLarge)),
        (b"stream: Eicar FOUND\0", Ok(Verdict::Infected("Eicar".into()))),
        (b"stream: OK\0", Err(Unknown::Unclear("The virus scanner answered before it had the whole file".into()))),
    ] {
        // It reads no more, with the line open and with the line closed.
        for closes in [false, true] {
            let heard = with(file(10 * PIECE), 10 * PIECE as u64, move |mut there| async move {
                let _ = there.read_exact(&mut [0; 100]).await;
                says(&mut there, words).await;
                if !closes {
                    std::future::pending::<()>().await;
                }
            });
            assert_eq!(heard.await, verdict, "{closes}");
        }
    }
}

#[tokio::test]
async fn half_an_answer_or_none_says_nothing() {
    for words in [&b""[..], b"stream: OK", b"stream: O", b"stream: Eicar FOUN"] {
        let heard = with(file(5), 5, move |mut there| async move {
            taken(&mut there).await;
            says(&mut there, words).await;
        });
        assert!(matches!(heard.await, Err(Unknown::Unclear(_))), "{}", String::from_utf8_lossy(words));
    }
    let gone = with(file(PIECE * 4), 4 * PIECE as u64, |there| async move { drop(there) });
    assert!(matches!(gone.await, Err(Unknown::Unclear(_))));
}

#[tokio::test]
async fn an_answer_in_pieces_is_one_answer() {
    let heard = with(file(5), 5, |mut there| async move {
        taken(&mut there).await;
        for piece in [&b"str"[..], b"eam:", b" OK", b"\0"] {
            says(&mut there, piece).await;
            tokio::task::yield_now().await;
        }
        std::future::pending::<()>().await;
    });
    assert_eq!(heard.await, Ok(Verdict::Clean));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let heard = with(file(5), 5, |mut there| async move {
        taken(&mut there).await;
        while says(&mut there, b"stream: OK ").await {}
    });
    assert!(matches!(heard.await, Err(Unknown::Unclear(_))));
}

#[tokio::test]
async fn who_takes_nothing_or_never_answers_is_not_waited_for() {
    let short = Patience { to_take: Duration::from_millis(50), to_answer: Duration::from_millis(50) };
    let deaf = within(&short, file(10 * PIECE), 10 * PIECE as u64, |there| async move {
        std::future::pending::<()>().await;
        drop(there);
    });
    assert!(matches!(deaf.await, Err(Unknown::Unclear(_))));
    let mute = within(&short, file(5), 5, |mut there| async move {
        taken(&mut there).await;
        std::future::pending::<()>().await;
    });
    assert!(matches!(mute.await, Err(Unknown::Unclear(_))));
}

#[tokio::test]
async fn a_file_that_lost_its_end_is_not_called_clean() {
    let heard = with(file(5), 6, |mut there| async move {
        taken(&mut there).await;
        says(&mut there, b"stream: OK\0").await;
    });
    assert!(matches!(heard.await, Err(Unknown::Unclear(why)) if why.contains("shorter")));
}

#[tokio::test]
async fn nobody_there_is_told_apart_from_what_a_file_does() {
    let nowhere = Clamd::at(Address::Socket("/nowhere/clamd.sock".into()));
    assert!(matches!(nowhere.look(&b"abc"[..], 3).await, Err(Unknown::Away(_))));
    assert_eq!(nowhere.look(&b""[..], LOOKED_INTO + 1).await, Err(Unknown::TooLarge), "without asking");
}

#[test]
fn an_address_is_a_port_or_a_path() {
    for (typed, shown) in
        [("clamd.example:3310", true), ("[::1]:3310", true), ("/run/clamd.sock", true), ("clamd", false)]
    {
        assert_eq!(Address::parse(typed).map(|address| address.to_string()), shown.then(|| typed.to_owned()));
    }
}
