// Looks at /overview in Chromium at two widths, and prints what it saw as one JSON value. It judges nothing.
import { createRequire } from 'node:module';
import * as chromium from './chromium.mjs';

const { source: AXE } = createRequire(import.meta.url)('axe-core');
// CENTRUM_LOOK=/tmp/look leaves pictures of all that it looks at there, for whoever changes how pages look.
const { CENTRUM_URL, CENTRUM_LINK, CENTRUM_PICTURE, CENTRUM_LOOK } = process.env;
const told = { ...chromium.nothing(), pages: [] };
const browser = await chromium.launch();

/** What axe finds. It is put into the page by the browser's own tools, past the policy that lets nobody else do so. */
async function axe(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html.slice(0, 300)) }));
  return { violations: found, passes: passes.length };
}

/** The scripts that ran while a page was opened. */
async function opening(page, url) {
  await page.coverage.startJSCoverage();
  await page.goto(url);
  return (await page.coverage.stopJSCoverage()).map((script) => script.url);
}

/** Opens a page and looks at it. */
async function look(page, name, url, width, before = async () => {}) {
  await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
  const scripts = await opening(page, url);
  await before();
  if (CENTRUM_LOOK) await page.screenshot({ path: `${CENTRUM_LOOK}-${name}-${width}.png`, fullPage: true });
  const overflows = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  const isStyled = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--color-primary-600') !== '');
  told.pages.push({ name, width, scripts, overflows, isStyled, axe: await axe(page) });
}

const centres = (page) => page.locator('tr[data-centre]').evaluateAll((rows) => rows.map((row) => row.dataset.centre));
const table = (page) => page.locator('table.centres').innerText();

{
  const { context, page } = await chromium.open(browser, told, [CENTRUM_URL]);
  await page.goto(CENTRUM_LINK);
  await page.click('button');
  await page.waitForURL(`${CENTRUM_URL}/auth`);
  await page.click('a[href="/overview"]');
  const centre = await page.locator('tr[data-centre] th a').first().getAttribute('href');
  await page.click('a[href="/overview/rollouts"]');
  const rollout = await page.locator('tr[data-rollout] th a').first().getAttribute('href');
  const before = told.console.length;
  for (const width of [360, 1440]) {
    await look(page, 'overview', `${CENTRUM_URL}/overview`, width);
    await look(page, 'filters', `${CENTRUM_URL}/overview`, width, () => page.click('summary'));
    await look(page, 'nothing', `${CENTRUM_URL}/overview?name=nikde&kind=COMMUNITY`, width);
    await look(page, 'centre', `${CENTRUM_URL}${centre}`, width);
    await look(page, 'refused', `${CENTRUM_URL}/overview?health=BLUE`, width);
    await look(page, 'rollouts', `${CENTRUM_URL}/overview/rollouts`, width);
    await look(page, 'rollout', `${CENTRUM_URL}${rollout}`, width);
  }
  // The browser itself writes a page's status down, as it does of any.
  told.console = told.console.filter((text, at) => at < before || !text.includes('status of 400'));

  await page.goto(`${CENTRUM_URL}/overview`);
  told.scripted = { table: await table(page) };
  await page.fill('input[name=name]', 'západ');
  await page.click('button[type=submit]');
  await page.waitForURL(/name=z/);
  told.filtered = { url: page.url(), centres: await centres(page) };
  await page.goto(`${CENTRUM_URL}/overview`);
  await page.locator('thead a', { hasText: 'Hodin práce' }).last().click();
  await page.waitForURL(/orderBy=MINUTES/);
  told.ordered = { sort: await page.locator('.centres th', { hasText: 'Hodin práce' }).getAttribute('aria-sort') };

  await page.setViewportSize({ width: 360, height: 740 });
  const region = page.locator('.scroll', { has: page.locator('table.centres') });
  await region.focus();
  for (let pressed = 0; pressed < 5; pressed += 1) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('.scroll:has(table.centres)').scrollLeft > 0);
  told.narrow = { scrolled: await region.evaluate((element) => element.scrollLeft) };

  const cookies = await context.cookies();
  if (CENTRUM_PICTURE) {
    // As wide as README shows it.
    const picture = await browser.newContext({ deviceScaleFactor: 0.8, locale: 'cs-CZ', viewport: { width: 1440, height: 900 } });
    await picture.addCookies(cookies);
    const shown = await picture.newPage();
    await shown.goto(`${CENTRUM_URL}/overview`);
    await shown.screenshot({ path: CENTRUM_PICTURE, fullPage: true });
    await picture.close();
  }
  const scriptless = await browser.newContext({ javaScriptEnabled: false, locale: 'cs-CZ', viewport: { width: 1440, height: 900 } });
  await scriptless.addCookies(cookies);
  const plain = await scriptless.newPage();
  await plain.goto(`data:text/html,<title>none</title><script>document.title = 'ran'</script>`);
  const runsScripts = (await plain.title()) === 'ran';
  await plain.goto(`${CENTRUM_URL}/overview`);
  told.scriptless = { runsScripts, table: await table(plain) };
  await scriptless.close();
  await context.close();
}

{
  // That what is looked for above would be seen.
  const control = chromium.nothing();
  const { context, page } = await chromium.open(browser, control, [CENTRUM_URL]);
  const scripts = await opening(page, `${CENTRUM_URL}/graphiql`);
  await page.goto(`${CENTRUM_URL}/overview`);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
    document.body.append(document.createElement('img'));
  });
  for (let looked = 0; looked < 200 && control.violations.length < 1; looked += 1) await page.waitForTimeout(50);
  told.control = { scripts, violations: control.violations, axe: await axe(page) };
  await context.close();
}

await browser.close();
console.log(JSON.stringify(told));
