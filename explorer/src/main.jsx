// The page /graphiql. Who is signed in gets GraphiQL with examples; who isn't is told how.

import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';

import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ask, load, meant, viewerOf } from './asking.js';
import { Bar, SignedOut } from './bar.jsx';
import { inBothLanguages } from './descriptions.js';
import { follow, goesOn } from './live.js';
import { startOf, storageOf, tabsFor } from './tabs.js';
import { texts } from './texts.js';

const place = document.getElementById('explorer');
const page = place.dataset;

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const script = { graphql: page.workerGraphql, json: page.workerJson }[label] ?? page.workerEditor;
    return new Worker(script, { type: 'module', name: label });
  },
};

function App() {
  const [who, ask_as] = useState({ token: '', tenant: '', language: page.language });
  const [viewer, setViewer] = useState(null);
  const [files, setFiles] = useState(null);
  const [notice, setNotice] = useState('');
  const [isKnown, setKnown] = useState(page.signedIn === 'true');

  const enter = useCallback(async (next) => {
    try {
      const found = await viewerOf(next);
      if (!found) return setNotice('refused');
      // Who acts in several tenants and names none could ask nothing.
      const tenant = next.tenant || (found.tenant ? '' : (found.tenants[0]?.slug ?? ''));
      if (tenant !== next.tenant) return enter({ ...next, tenant });
      const [examples, czech] = await Promise.all([load(page.examples), load(page.descriptions)]);
      setFiles({ examples, czech });
      setViewer(found);
      ask_as(next);
      setKnown(true);
      setNotice('');
    } catch {
      setNotice('unreachable');
    }
  }, []);

  useEffect(() => {
    if (isKnown && !viewer) enter(who);
  }, []);
  useEffect(() => {
    document.documentElement.lang = who.language;
    document.title = `${texts[who.language].explorer} – Centrum`;
  }, [who.language]);

  const fetcher = useCallback(async (asked, { headers } = {}) => {
    const { operation, document: written } = meant(asked);
    if (goesOn(written, operation.operationName)) return follow(who, operation);
    const { status, answer } = await ask(who, operation, headers);
    if (status === 401) setNotice('ended');
    if (!answer.data?.__schema || !files) return answer;
    return { ...answer, data: inBothLanguages(answer.data, files.czech, who.language) };
  }, [who, files]);

  const bar = (
    <Bar
      key={viewer?.id} viewer={viewer} who={who} notice={notice}
      onTenant={(tenant) => enter({ ...who, tenant })}
      onLanguage={(language) => ask_as({ ...who, language })}
      onToken={(token) => (token || page.signedIn === 'true' ? enter({ ...who, token, tenant: '' }) : location.reload())}
    />
  );
  if (!isKnown) {
    return <>{bar}<SignedOut language={who.language} onToken={(token) => enter({ ...who, token })} /></>;
  }
  if (!viewer) return <>{bar}<p className="loading">{texts[who.language].loading}</p></>;
  return <>{bar}<Explorer key={viewer.id} viewer={viewer} files={files} fetcher={fetcher} /></>;
}

function Explorer({ viewer, files, fetcher }) {
  const tabs = useMemo(() => tabsFor(viewer, files.examples), [viewer.id]);
  const storage = useMemo(() => storageOf(viewer), [viewer.id]);
  const start = useMemo(() => startOf(tabs, storage), [tabs, storage]);
  const plugins = useMemo(() => [HISTORY_PLUGIN], []);
  return (
    <GraphiQL
      fetcher={fetcher} defaultTabs={tabs} defaultQuery="" storage={storage} plugins={plugins} {...start}
      inputValueDeprecation={true} shouldPersistHeaders={false} showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>{' '}</GraphiQL.Logo>
    </GraphiQL>
  );
}

createRoot(place).render(<App />);
