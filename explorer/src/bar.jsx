// The bar above GraphiQL: who one is, for which tenant, in which language; and the page for who isn't signed in.

import { useId, useState } from 'react';
import { texts } from './texts.js';

/** The bar. */
export function Bar({ viewer, who, notice, onTenant, onLanguage, onToken }) {
  const said = texts[who.language];
  const [isOpen, open] = useState(false);
  const take = (token) => {
    open(false);
    onToken(token);
  };
  return (
    <header className="bar">
      <strong className="bar-name">Centrum <span>{said.explorer}</span></strong>
      {viewer && <span className="bar-who">{viewer.participant?.displayName ?? viewer.id}</span>}
      {viewer && <Tenant said={said} viewer={viewer} tenant={who.tenant} onTenant={onTenant} />}
      <Languages said={said} language={who.language} onLanguage={onLanguage} />
      {viewer && (
        <button type="button" aria-expanded={isOpen} onClick={() => open(!isOpen)}>{said.token}…</button>
      )}
      <a href="/auth">{said.account}</a>
      {isOpen && <Token said={said} hasToken={Boolean(who.token)} onToken={take} />}
      {notice && <p className="bar-notice" role="alert">{said[notice] ?? notice}</p>}
    </header>
  );
}

/** What stands in the place of GraphiQL for who isn't signed in. */
export function SignedOut({ language, onToken }) {
  const said = texts[language];
  return (
    <main className="signed-out">
      <h1>{said.signedOut}</h1>
      <p>{said.how}</p>
      <p><a href="/auth">{said.toSignIn}</a></p>
      <Token said={said} hasToken={false} onToken={onToken} />
    </main>
  );
}

function Tenant({ said, viewer, tenant, onTenant }) {
  const list = useId();
  const [typed, type] = useState(tenant);
  const apply = () => typed.trim() !== tenant && onTenant(typed.trim());
  const submit = (event) => {
    event.preventDefault();
    apply();
  };
  return (
    <form className="bar-tenant" onSubmit={submit}>
      <label title={said.tenantHint}>
        {said.tenant}{' '}
        <input
          name="tenant" list={list} value={typed} placeholder={viewer.tenant?.slug} autoComplete="off" spellCheck="false"
          onChange={(event) => type(event.target.value)} onBlur={apply}
        />
      </label>
      <datalist id={list}>{viewer.tenants.map(({ slug }) => <option key={slug} value={slug} />)}</datalist>
    </form>
  );
}

function Languages({ said, language, onLanguage }) {
  const button = (code, name) => (
    <button type="button" lang={code} aria-pressed={language === code} onClick={() => onLanguage(code)}>{name}</button>
  );
  return (
    <span className="bar-languages" role="group" aria-label={said.language}>
      {button('cs', 'Česky')}
      {button('en', 'English')}
    </span>
  );
}

function Token({ said, hasToken, onToken }) {
  const [typed, type] = useState('');
  const submit = (event) => {
    event.preventDefault();
    if (typed.trim()) onToken(typed.trim());
  };
  return (
    <form className="bar-token" onSubmit={submit}>
      <label>
        {said.tokenHint}{' '}
        <input
          name="token" type="password" value={typed} autoComplete="off" spellCheck="false"
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <button>{said.useToken}</button>
      {hasToken && <button type="button" onClick={() => onToken('')}>{said.dropToken}</button>}
    </form>
  );
}
