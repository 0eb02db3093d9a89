// Signs in at an identity provider in Chromium like a person, and prints what it saw as one JSON value. It judges nothing.
import * as chromium from './chromium.mjs';
import { run } from './explorer.mjs';

const { CENTRUM_URL, PROVIDER_URL, CENTRUM_LINK, ACCOUNT, PASSWORD } = process.env;
const told = chromium.nothing();
const browser = await chromium.launch();
const open = (notes = told) => chromium.open(browser, notes, [CENTRUM_URL, PROVIDER_URL]);

/** Presses a button of ours that leads to the provider, and waits for its page. */
async function leave(page, button) {
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(`${PROVIDER_URL}/**`);
  await page.locator('input[name=account]').waitFor();
}

/** Types an account and its password at the provider. */
async function type(page, password) {
  await page.locator('input[name=account]').fill(ACCOUNT);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[value=sign-in]').click();
}

/** What one sees on a page of ours. */
const seen = async (page) => ({ url: page.url(), text: await page.locator('main').innerText() });

/** Whether our page's own style counts: a rule of it that no browser has by itself. */
const isStyled = (page) => page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.href && sheet.cssRules.length > 0));

{
  // Whoever was invited presses their link, and links their account.
  const { context, page } = await open();
  await page.goto(CENTRUM_LINK);
  await page.getByRole('button', { name: 'Přihlásit se' }).click();
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  await leave(page, /Propojit s národním účtem/);
  await type(page, PASSWORD);
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  told.linked = await seen(page);
  await context.close();
}

{
  // Another day, another browser.
  const { context, page } = await open();
  await page.goto(`${CENTRUM_URL}/auth`);
  told.signedOut = { ...(await seen(page)), isStyled: await isStyled(page) };
  await leave(page, /Přihlásit se národním účtem/);
  await type(page, 'not this one');
  await page.locator('[role=alert]', { hasText: 'nesouhlasí' }).waitFor();
  await type(page, PASSWORD);
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  const cookies = (await context.cookies(CENTRUM_URL)).map(({ name, value, httpOnly, sameSite }) => ({ name, value, httpOnly, sameSite }));
  const readable = await page.evaluate(() => document.cookie);
  told.signedIn = { ...(await seen(page)), cookies, readable };

  // The explorer is theirs.
  const explorer = await context.newPage();
  await explorer.goto(`${CENTRUM_URL}/graphiql`);
  const example = await run(explorer);
  const viewer = await explorer.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json', 'Centrum-CSRF': '1' };
    const body = JSON.stringify({ query: '{ viewer { participant { displayName } tenants { slug } } }' });
    return (await fetch('/graphql', { method: 'POST', headers, body })).json();
  });
  told.explorer = { bar: await explorer.locator('.bar').innerText(), example, viewer };

  // And signs out again. At the provider one is still signed in, so coming back needs no password.
  await page.getByRole('button', { name: 'Odhlásit se' }).click();
  await page.locator('h1', { hasText: 'Nejste přihlášeni' }).waitFor();
  told.signedOutAgain = (await context.cookies(CENTRUM_URL)).map(({ name }) => name);
  await page.getByRole('button', { name: /Přihlásit se národním účtem/ }).click();
  await page.locator('h1', { hasText: 'Jste přihlášeni' }).waitFor();
  told.back = await seen(page);
  await context.close();
}

{
  // Somebody thinks better of it at the provider.
  const notes = chromium.nothing();
  const { context, page } = await open(notes);
  await page.goto(`${CENTRUM_URL}/auth`);
  await leave(page, /Přihlásit se národním účtem/);
  await page.locator('button[value=decline]').click();
  await page.waitForURL(`${CENTRUM_URL}/auth/callback**`);
  told.declined = { ...(await seen(page)), cookies: (await context.cookies(CENTRUM_URL)).map(({ name }) => name), notes };
  await page.getByRole('link', { name: 'Zpět' }).click();
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  told.afterwards = await seen(page);
  await context.close();
}

{
  // That what is looked for above would be seen.
  const control = chromium.nothing();
  const { context, page } = await open(control);
  await page.goto(`${CENTRUM_URL}/auth`);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://centrum.invalid/';
    document.body.append(image);
    setTimeout(() => { throw new Error('a fault of a page'); });
  });
  // The browser tells of them a moment later.
  const isTold = () => control.violations.length > 0 && control.failed.length > 0 && `${control.console}`.includes('a fault of a page');
  for (let looked = 0; looked < 200 && !isTold(); looked += 1) await page.waitForTimeout(50);
  told.control = control;
  await context.close();
}

await browser.close();
console.log(JSON.stringify(told));
