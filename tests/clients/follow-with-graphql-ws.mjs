// Follows `requestChanged` with graphql-ws, as anybody would, and prints each title as it is told. It goes on behind the last
// cursor when its server goes away: the client connects anew by itself, and says what `variables` hold by then.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token, expected] = process.argv.slice(2);
const client = createClient({
  url: url.replace(/^http/, "ws"),
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}` },
  retryAttempts: 1_000,
  retryWait: () => new Promise((done) => setTimeout(done, 50)),
  shouldRetry: () => true,
});
const payload = {
  query: `subscription($after: String) { requestChanged(after: $after, filter: { kinds: [OPENED] }) { cursor request { title } } }`,
  variables: { after: "MAo" },
};
let told = 0;
client.subscribe(payload, {
  next({ data, errors }) {
    if (errors) throw new Error(JSON.stringify(errors));
    payload.variables.after = data.requestChanged.cursor;
    console.log(data.requestChanged.request.title);
    told += 1;
    if (told === Number(expected)) process.exit(0);
  },
  error(error) {
    console.error(error);
    process.exit(1);
  },
  complete() {
    console.error("it said that it was over");
    process.exit(1);
  },
});
