// How the page asks: by the browser's session or by a token, for a tenant, in a language.

import { Kind, parse } from 'graphql';

const VIEWER = `query ExplorerViewer {
  viewer { id roles participant { displayName } tenant { slug } tenants { slug roles } }
}`;

/**
 * An operation as it is meant, and its document. What the editor knows of a text may be that of the tab before: for a moment
 * after a tab was chosen it names an operation that isn't there.
 */
export function meant(operation) {
  try {
    const document = parse(operation.query);
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const [only] = operations;
    const isThere = operations.some((each) => each.name?.value === operation.operationName);
    if (isThere || operations.length !== 1) return { operation, document };
    return { operation: { ...operation, operationName: only.name?.value }, document };
  } catch {
    // The server says what is wrong with it.
    return { operation };
  }
}

/** The headers for who asks; a cookie goes along by itself, and needs Centrum-CSRF. */
export function headersOf({ token, tenant, language }) {
  return {
    Accept: 'application/json',
    'Accept-Language': language,
    'Content-Type': 'application/json',
    ...(tenant ? { 'Centrum-Tenant': tenant } : {}),
    ...(token ? { Authorization: `Bearer ${token}` } : { 'Centrum-CSRF': '1' }),
  };
}

/** Asks once; the answer as it came, also an answer that says no. */
export async function ask(who, operation, headers = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headersOf(who), ...headers },
    body: JSON.stringify(operation),
    // With a token, the cookie of somebody else stays at home.
    credentials: who.token ? 'omit' : 'same-origin',
  });
  return { status: response.status, answer: await response.json() };
}

/** Who it is; `null` where nobody is signed in. */
export async function viewerOf(who) {
  const { status, answer } = await ask(who, { query: VIEWER });
  if (status === 401 || status === 404) return null;
  if (!answer.data?.viewer) throw new Error(answer.errors?.[0]?.message ?? answer.detail ?? `${status}`);
  return answer.data.viewer;
}

/** One of our files that belong to the page. */
export async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
