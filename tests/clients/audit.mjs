// The audits of "GraphQL over HTTP" (npm `graphql-http`) against a server that wants a bearer's token. Prints what each
// answered, in one JSON list; judges nothing.
import { serverAudits } from 'graphql-http';

const { CENTRUM_URL, CENTRUM_TOKEN } = process.env;
const authorization = `Bearer ${CENTRUM_TOKEN}`;
const fetchFn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization } });

const results = [];
for (const { id, name, fn } of serverAudits({ url: CENTRUM_URL, fetchFn })) {
  const { status, reason } = await fn();
  results.push({ id, name, status, reason });
}
console.log(JSON.stringify(results));
