// What the page says, in both languages.

const cs = {
  explorer: 'Průzkumník GraphQL',
  language: 'Jazyk',
  tenant: 'Svazek',
  tenantHint: 'Název svazku pro hlavičku Centrum-Tenant; prázdné: jediný, ve kterém působíte, nebo celá republika.',
  token: 'Token',
  tokenHint: 'Token cst_…; zůstane jen v paměti této stránky.',
  useToken: 'Použít',
  dropToken: 'Zapomenout token',
  account: 'Přihlášení',
  signedOut: 'Nejste přihlášeni',
  how: 'Otevřete odkaz, který jste dostali od toho, kdo vás pozval, a stiskněte tlačítko. Nebo sem vložte token.',
  toSignIn: 'Na stránku přihlášení',
  refused: 'Token neplatí, nebo v tomto svazku nepůsobíte.',
  ended: 'Přihlášení skončilo.',
  unreachable: 'Server teď neodpovídá. Zkuste to za chvíli znovu.',
  loading: 'Načítá se…',
};

const en = {
  explorer: 'GraphQL explorer',
  language: 'Language',
  tenant: 'Tenant',
  tenantHint: 'The slug for the header Centrum-Tenant; empty: the only one you act in, or the nation.',
  token: 'Token',
  tokenHint: 'A token cst_…; it stays in the memory of this page.',
  useToken: 'Use',
  dropToken: 'Forget the token',
  account: 'Signing in',
  signedOut: "You aren't signed in",
  how: 'Open the link that you got from who invited you, and press its button. Or paste a token here.',
  toSignIn: 'To the page of signing in',
  refused: "The token doesn't count, or you don't act in this tenant.",
  ended: 'You are signed in no longer.',
  unreachable: "The server doesn't answer now. Try again in a moment.",
  loading: 'Loading…',
};

export const texts = { cs, en };
