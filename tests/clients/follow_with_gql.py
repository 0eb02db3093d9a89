"""As follow.mjs, with gql, the client of Python: it connects anew when its server goes away, behind the last cursor."""

import asyncio
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportConnectionFailed, TransportClosed
from gql.transport.websockets import WebsocketsTransport

FOLLOW = gql(
    """subscription($after: String) {
      requestChanged(after: $after, filter: { kinds: [OPENED] }) { cursor request { title } } }"""
)


async def follow(url: str, token: str, expected: int) -> None:
    after, told = "MAo", 0
    while told < expected:
        transport = WebsocketsTransport(
            url=url.replace("http", "ws", 1),
            init_payload={"Authorization": f"Bearer {token}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        try:
            async with Client(transport=transport) as session:
                FOLLOW.variable_values = {"after": after}
                async for data in session.subscribe(FOLLOW):
                    change = data["requestChanged"]
                    after = change["cursor"]
                    print(change["request"]["title"], flush=True)
                    told += 1
                    if told == expected:
                        return
        except (OSError, TransportConnectionFailed, TransportClosed):
            await asyncio.sleep(0.05)


asyncio.run(follow(sys.argv[1], sys.argv[2], int(sys.argv[3])))
