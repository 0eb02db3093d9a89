//! stub
use domain::access::Db;
use std::net::SocketAddr;
use tokio::sync::watch;
pub struct Listener(std::net::TcpListener);
pub async fn listen(address: SocketAddr) -> anyhow::Result<Listener> {
    Ok(Listener(std::net::TcpListener::bind(address)?))
}
pub async fn serve(_l: Listener, _db: Db, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let _ = stop.wait_for(|s| *s).await;
    Ok(())
}
