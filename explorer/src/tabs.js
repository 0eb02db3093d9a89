// Which examples stand in which order, and where what one wrote is kept.

/** First the examples for the roles of who is signed in, then everybody's, then those of the others. */
export function tabsFor(viewer, examples) {
  const roles = new Set([...viewer.roles, ...viewer.tenants.flatMap((tenant) => tenant.roles)]);
  const rank = ({ roles: meant }) => {
    if (meant.length === 0) return 1;
    return meant.some((role) => roles.has(role)) ? 0 : 2;
  };
  const ordered = examples.map((example, at) => ({ example, at }));
  ordered.sort((a, b) => rank(a.example) - rank(b.example) || a.at - b.at);
  return ordered.map(({ example: { query, variables } }) => ({ query, variables }));
}

/**
 * What the first tab begins with. GraphiQL takes the document of the first default tab by itself, and its variables from
 * here alone; where something was kept, what was kept counts.
 */
export function startOf(tabs, storage) {
  if (storage.getItem('graphiql:tabState')) return {};
  return { initialQuery: tabs[0].query, initialVariables: tabs[0].variables };
}

/** Ends with the browser's tab, and is apart for each person: what is asked may name people. */
export function storageOf(viewer) {
  const prefix = `centrum:${viewer.id}:`;
  const own = () => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => sessionStorage.getItem(prefix + key),
    setItem: (key, value) => sessionStorage.setItem(prefix + key, value),
    removeItem: (key) => sessionStorage.removeItem(prefix + key),
    clear: () => own().forEach((key) => sessionStorage.removeItem(key)),
    get length() {
      return own().length;
    },
  };
}
