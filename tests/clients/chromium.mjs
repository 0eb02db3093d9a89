// Chromium, driven like a person does it, with notes of what goes wrong.
import { chromium } from 'playwright-core';

/** A browser without a window. It asks nobody by itself. */
export const launch = () => chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** What goes wrong in a browser: what the console says, whom it asked beside those it may, which rules were broken, what failed. */
export const nothing = () => ({ console: [], foreign: [], violations: [], failed: [] });

/** A browser of somebody, with nothing in it yet, that notes what goes wrong. It may ask these origins. */
export async function open(browser, notes, origins) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'cs-CZ' });
  await context.exposeBinding('noteViolation', (_, directive) => notes.violations.push(directive));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => window.noteViolation(event.effectiveDirective));
  });
  const hosts = origins.map((origin) => new URL(origin).host);
  context.on('console', (message) => ['error', 'warning'].includes(message.type()) && notes.console.push(message.text()));
  context.on('weberror', (error) => notes.console.push(`${error.error()}`));
  context.on('requestfailed', (request) => notes.failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && !origins.includes(origin)) notes.foreign.push(request.url());
  });
  context.on('page', (page) => {
    page.on('websocket', (socket) => hosts.includes(new URL(socket.url()).host) || notes.foreign.push(socket.url()));
  });
  return { context, page: await context.newPage() };
}
