// Goes through /graphiql in Chromium like a person, and prints what it saw as one JSON value. It judges nothing.
import * as chromium from './chromium.mjs';
import { answerOf, ready, run } from './explorer.mjs';

const { CENTRUM_URL, CENTRUM_LINK, CENTRUM_TOKEN, CENTRUM_CLERK, CENTRUM_PICTURE } = process.env;
const told = chromium.nothing();
const browser = await chromium.launch();

/** A browser of somebody, and what its page asks GraphQL. */
async function open(notes) {
  const { context, page } = await chromium.open(browser, notes, [CENTRUM_URL]);
  const asked = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === '/graphql') asked.push({ headers: request.headers(), body: request.postDataJSON() });
  });
  return { context, page, asked };
}

/** Somebody else files a request meanwhile. */
async function file() {
  const query = `mutation { openRequest(input: {serviceCode: "CIT-CONTACT", title: "Mezitím", requester: CITIZEN, requesterName: "Nikdo"}) { id } }`;
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${CENTRUM_CLERK}` };
  const response = await fetch(`${CENTRUM_URL}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  if (!(await response.json()).data?.openRequest?.id) throw new Error('nothing was filed');
}

/** The documentation of the mutations. */
async function docs(page) {
  await ready(page);
  if (await page.locator('.graphiql-doc-explorer').count() === 0) {
    await page.click('button[aria-label="Show Documentation Explorer"]');
  }
  const back = page.locator('a.graphiql-doc-explorer-back');
  while (await back.count()) await back.first().click();
  const list = page.locator('.graphiql-doc-explorer');
  await list.locator('a', { hasText: /^Mutation$/ }).first().click();
  await list.getByText('closeRequest').first().waitFor();
  return list.innerText();
}

{
  const { context, page, asked } = await open(told);
  await page.goto(`${CENTRUM_URL}/graphiql`);
  const main = page.locator('main.signed-out');
  await main.waitFor();
  told.signedOut = { text: await main.innerText(), link: await main.locator('a').getAttribute('href'), asked: [...asked] };

  await main.locator('input[name=token]').fill(CENTRUM_TOKEN);
  await main.locator('button').click();
  const answer = await run(page);
  const kept = JSON.stringify([await context.storageState(), await page.evaluate(() => ({ ...sessionStorage, ...localStorage })), page.url()]);
  told.token = { bar: await page.locator('.bar').innerText(), answer, keptOutsideOfMemory: kept.includes(CENTRUM_TOKEN) };
  await context.close();
}

{
  const { context, page, asked } = await open(told);
  await page.goto(CENTRUM_LINK);
  await page.click('button');
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  await page.click('a[href="/graphiql"]');
  await ready(page);
  const tabs = await page.locator('.graphiql-tab-button').allInnerTexts();
  const answer = await run(page);
  told.session = { bar: await page.locator('.bar').innerText(), tabs, answer, docs: await docs(page) };
  if (CENTRUM_PICTURE) await page.screenshot({ path: CENTRUM_PICTURE });

  // What was filed before the socket listened isn't told: so some more is filed, until something is.
  await page.locator('.graphiql-tab-button', { hasText: 'WatchRequests' }).click();
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'requestChanged' }).waitFor();
  await page.click('.graphiql-execute-button');
  const opened = page.locator('.graphiql-response .view-line', { hasText: '"OPENED"' });
  for (let filed = 0; filed < 20 && (await opened.count()) === 0; filed += 1) {
    await file();
    await opened.waitFor({ timeout: 2000 }).catch(() => {});
  }
  const happened = (await answerOf(page).innerText()).replaceAll('\u00a0', ' ');
  await page.click('.graphiql-execute-button[aria-label^="Stop"]');
  const again = page.locator('.graphiql-execute-button[aria-label^="Execute"]');
  await again.waitFor();
  told.live = { answer: happened, button: await again.getAttribute('aria-label') };

  await page.click('button[lang=en]');
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  // The contract is read again, and its documentation begins anew.
  await page.locator('.graphiql-doc-explorer', { hasText: 'Root Types' }).waitFor();
  told.english = { docs: await docs(page), acceptLanguage: asked.at(-1).headers['accept-language'] };

  // The server says 404 to another's tenant, which a browser writes to its console whatever the page does.
  const before = told.console.length;
  await page.locator('input[name=tenant]').fill('mikroregion-odersko');
  await page.keyboard.press('Enter');
  const notice = page.locator('.bar-notice');
  await notice.waitFor();
  told.tenant = { notice: await notice.innerText(), header: asked.at(-1).headers['centrum-tenant'] };
  told.console = told.console.filter((text, at) => at < before || !text.includes('status of 404'));

  const narrow = await context.newPage();
  await narrow.setViewportSize({ width: 360, height: 740 });
  await narrow.goto(`${CENTRUM_URL}/graphiql`);
  const short = await run(narrow);
  const answerWidth = (await narrow.locator('.graphiql-response').boundingBox()).width;
  const overflows = await narrow.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  told.narrow = { answer: short, answerWidth, overflows, docs: await docs(narrow) };
  await context.close();
}

{
  // That what is looked for above would be seen.
  const control = chromium.nothing();
  const { context, page } = await open(control);
  await page.goto(`${CENTRUM_URL}/graphiql`);
  await page.evaluate(async () => {
    await fetch('https://centrum.invalid/').catch(() => {});
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
  });
  // The browser tells of a violation a moment later.
  for (let looked = 0; looked < 200 && control.violations.length < 2; looked += 1) await page.waitForTimeout(50);
  told.control = { ...control, violations: [...new Set(control.violations)].sort() };
  await context.close();
}

await browser.close();
console.log(JSON.stringify(told));
