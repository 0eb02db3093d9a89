// Follows `requestChanged` with graphql-ws or graphql-sse, as anybody would, and prints each title as it is told. When its
// server goes away the client connects anew by itself, and says what `variables` hold by then: the last cursor.
import { createClient as overSocket } from "graphql-ws";
import { createClient as asEvents } from "graphql-sse";
import WebSocket from "ws";

const [name, url, token, expected] = process.argv.slice(2);
const Authorization = `Bearer ${token}`;
const soon = () => new Promise((done) => setTimeout(done, 50));
const clients = {
  "graphql-ws": () =>
    overSocket({
      url: url.replace(/^http/, "ws"),
      webSocketImpl: WebSocket,
      connectionParams: { Authorization },
      retryAttempts: 1_000,
      retryWait: soon,
      shouldRetry: () => true,
    }),
  "graphql-sse": () => asEvents({ url, headers: { Authorization }, retryAttempts: 1_000, retry: soon }),
};
const payload = {
  query: `subscription($after: String) { requestChanged(after: $after, filter: { kinds: [OPENED] }) { cursor request { title } } }`,
  variables: { after: "MAo" },
};
const end = (reason) => {
  console.error(reason);
  process.exit(1);
};
let told = 0;
clients[name]().subscribe(payload, {
  next({ data, errors }) {
    if (errors) end(JSON.stringify(errors));
    payload.variables.after = data.requestChanged.cursor;
    console.log(data.requestChanged.request.title);
    told += 1;
    if (told === Number(expected)) process.exit(0);
  },
  error: end,
  complete: () => end("it said that it was over"),
});
