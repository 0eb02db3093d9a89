// Looks at a centre's form and at what stands behind a link in Chromium at two widths, and prints what it saw as one JSON value.
// It judges nothing.
import { createRequire } from 'node:module';
import * as chromium from './chromium.mjs';

const { source: AXE } = createRequire(import.meta.url)('axe-core');
const { CENTRUM_URL, CENTRUM_FORM, CENTRUM_WAITING, CENTRUM_LOOK } = process.env;
const told = { ...chromium.nothing(), pages: [] };
const browser = await chromium.launch();
const { context, page } = await chromium.open(browser, told, [CENTRUM_URL]);

async function look(name, width) {
  await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
  if (CENTRUM_LOOK) await page.screenshot({ path: `${CENTRUM_LOOK}-${name}-${width}.png`, fullPage: true });
  const overflows = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html.slice(0, 300)) }));
  told.pages.push({ name, width, overflows, violations: found, passes: passes.length });
}

for (const width of [360, 1440]) {
  await page.goto(`${CENTRUM_URL}${CENTRUM_FORM}`);
  await look('form', width);
  const trap = await page.locator('#website').boundingBox();
  told.trapIsSeen = trap !== null && trap.x + trap.width > 0;
  await page.fill('#name', 'Jana Nováková');
  await page.fill('#email', 'jana@localhost@x');
  await page.evaluate(() => { document.querySelector('form').noValidate = true; });
  const before = told.console.length;
  await page.click('button[type=submit]');
  await page.waitForSelector('[role=alert]');
  // The browser itself writes a page's status down, as it does of any.
  told.console = told.console.filter((text, at) => at < before || !text.includes('status of 422'));
  await look('wrong', width);
}
await page.goto(`${CENTRUM_URL}${CENTRUM_WAITING}`);
await look('waiting', 1440);
await page.click('button[type=submit]');
await page.waitForURL(/secret=/);
await page.waitForSelector('dl');
await look('status', 360);
await look('status', 1440);
told.status = await page.locator('h1').innerText();
await context.close();
await browser.close();
console.log(JSON.stringify(told));
