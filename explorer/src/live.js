// Subscriptions: over a websocket, by graphql-ws.

import { createClient } from 'graphql-ws';
import { getOperationAST } from 'graphql';

/** Whether the operation that is asked for goes on. */
export function goesOn(document, name) {
  return document && getOperationAST(document, name)?.operation === 'subscription';
}

/** Follows an operation, on a connection of its own, until somebody has seen enough. */
export function follow(who, operation) {
  const said = {
    'Accept-Language': who.language,
    ...(who.tenant ? { 'Centrum-Tenant': who.tenant } : {}),
    ...(who.token ? { Authorization: `Bearer ${who.token}` } : {}),
  };
  return {
    subscribe(sink) {
      const client = createClient({
        url: new URL('/graphql', location.href).href.replace(/^http/, 'ws'),
        connectionParams: said,
        // Whoever connects anew misses what happened meanwhile, and wouldn't see that they did: `after` is theirs to say.
        retryAttempts: 0,
      });
      const unsubscribe = client.subscribe(operation, { ...sink, error: (reason) => sink.error(inWords(reason)) });
      return { unsubscribe };
    },
  };
}

/** A socket that was closed says why by a code and a word. */
function inWords(reason) {
  return reason instanceof CloseEvent ? new Error(`${reason.code} ${reason.reason}`.trim()) : reason;
}
