//! How long a connection is kept that doesn't come to a request. The limits on a request begin with its body; a head that
//! never ends, a byte at a time, and an answer that nobody takes would hold a connection for ever.

use super::files::Sending;
use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, Sleep, sleep};

/// After a failed accept, e.g. for want of file descriptors: the next would fail at once as well.
const BREATH: Duration = Duration::from_millis(50);

/// Connections that end when nothing was answered on them for so long.
pub(super) struct Patient {
    pub(super) acceptor: TcpAcceptor,
    pub(super) answer_within: Duration,
    /// Who sends a file isn't answered until all of it is there: upon them their own limits are.
    pub(super) sending: Sending,
}

impl Acceptor for Patient {
    type Io = Watched<TcpStream>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.acceptor.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        match self.acceptor.accept().await {
            Ok((stream, local, remote, scheme)) => {
                let sender = remote.as_socket_addr().copied();
                let exempt = sender.map(|sender| (sender, self.sending.clone()));
                Ok((Watched::new(stream, self.answer_within, exempt), local, remote, scheme))
            }
            Err(error) => {
                tracing::warn!(%error, "a connection can't be accepted");
                sleep(BREATH).await;
                Err(error)
            }
        }
    }
}

/// A connection on which something must be answered again and again. What comes in doesn't count: it costs nobody anything.
pub(super) struct Watched<T> {
    inner: T,
    answer_within: Duration,
    until: Pin<Box<Sleep>>,
    exempt: Option<(SocketAddr, Sending)>,
}

impl<T> Watched<T> {
    fn new(inner: T, answer_within: Duration, exempt: Option<(SocketAddr, Sending)>) -> Self {
        Self { inner, answer_within, until: Box::pin(sleep(answer_within)), exempt }
    }

    fn patience<R>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        ready!(self.until.as_mut().poll(cx));
        while self.exempt.as_ref().is_some_and(|(sender, sending)| sending.has(*sender)) {
            self.until.as_mut().reset(Instant::now() + self.answer_within);
            ready!(self.until.as_mut().poll(cx));
        }
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.patience(cx);
        }
        self.until.as_mut().reset(Instant::now() + self.answer_within);
        written
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.inner).poll_read(cx, buf) {
            Poll::Pending => self.patience(cx),
            read @ Poll::Ready(_) => read,
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.written(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Watched;
    use std::io::ErrorKind;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
    use tokio::time::{Duration, Instant, sleep};

    const PATIENCE: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn who_only_trickles_is_left() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Watched::new(ours, PATIENCE, None);
        let trickle = async move {
            while theirs.write_all(b"x").await.is_ok() {
                sleep(PATIENCE / 10).await;
            }
        };
        let begun = Instant::now();
        let taken = async move {
            loop {
                if let Err(error) = ours.read_u8().await {
                    break error;
                }
            }
        };
        let ((), ended) = tokio::join!(trickle, taken);
        assert_eq!(ended.kind(), ErrorKind::TimedOut);
        assert!(begun.elapsed() >= PATIENCE);
    }

    #[tokio::test]
    async fn who_is_answered_may_stay() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Watched::new(ours, PATIENCE, None);
        for _ in 0..6 {
            theirs.write_all(b"?").await.unwrap();
            sleep(PATIENCE / 2).await;
            assert_eq!(ours.read_u8().await.unwrap(), b'?');
            ours.write_all(b"!").await.unwrap();
            assert_eq!(theirs.read_u8().await.unwrap(), b'!');
        }
    }

    #[tokio::test]
    async fn who_takes_no_answer_is_left() {
        let (ours, _theirs) = duplex(4);
        let mut ours = Watched::new(ours, PATIENCE, None);
        let ended = ours.write_all(b"more than goes in").await.unwrap_err();
        assert_eq!(ended.kind(), ErrorKind::TimedOut);
    }
}
