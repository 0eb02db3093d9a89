// What one does on /graphiql, in a page of Chromium.

/** What was answered last. */
export const answerOf = (page) => page.locator('.graphiql-response .view-lines');

/** The editor is there, with something in it. */
export const ready = (page) => page.locator('.graphiql-query-editor .view-line', { hasText: /query|mutation|subscription/ }).first().waitFor();

/** Presses the button, and reads the answer once it is there. */
export async function run(page) {
  await ready(page);
  await page.click('.graphiql-execute-button');
  await page.locator('.graphiql-response .view-line', { hasText: /"(data|errors)"/ }).first().waitFor();
  return (await answerOf(page).innerText()).replaceAll('\u00a0', ' ');
}
