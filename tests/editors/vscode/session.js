// Drives the workbench in Chromium: opens the notebook, reads the Problems view, applies a quick fix, reads again.
const path = require('path');
const { chromium } = require('playwright-core');

const [url, work] = process.argv.slice(2);
const FILE = 'notebook.py';

async function problems(page) {
  const rows = await page.$$eval('.markers-panel-container .monaco-list-row', (rows) => rows.map((row) => row.innerText));
  return rows.map((row) => row.replace(/\s+/g, ' ')).join('\n');
}

async function expectProblems(page, what, fits) {
  const end = Date.now() + 60000;
  let seen = '';
  while (Date.now() < end) {
    seen = await problems(page);
    if (fits(seen)) return console.log(`${what}:\n${seen}`);
    await page.waitForTimeout(200);
  }
  throw new Error(`${what}: got\n${seen}`);
}

async function run(page) {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('.monaco-workbench', { timeout: 60000 });
  await page.waitForTimeout(2000);
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(FILE);
  // A click, because Enter can come before the list of files.
  await page.click(`.quick-input-list .monaco-list-row:has-text("${FILE}")`, { timeout: 30000 });
  await page.waitForSelector(`.tab[data-resource-name="${FILE}"]`, { timeout: 30000 });
  await page.keyboard.press('Control+Shift+M');
  await expectProblems(page, 'findings', (text) => text.includes('deprecated-trigger-once') && text.includes('unfiltered-delete'));
  await page.screenshot({ path: path.join(work, 'findings.png') });
  // The finding's quick fix, from its row in the Problems view.
  await page.click('.markers-panel-container .monaco-list-row:has-text("deprecated-trigger-once")');
  await page.keyboard.press('Control+.');
  await page.waitForSelector('.action-widget .monaco-list-row, .monaco-menu .action-item', { timeout: 20000 });
  await page.screenshot({ path: path.join(work, 'actions.png') });
  await page.click('.action-widget .monaco-list-row:has-text("availableNow"), .monaco-menu .action-item:has-text("availableNow")');
  await expectProblems(page, 'after the fix', (text) => !text.includes('deprecated-trigger-once') && text.includes('unfiltered-delete'));
  await page.screenshot({ path: path.join(work, 'fixed.png') });
}

(async () => {
  const browser = await chromium.launchPersistentContext(path.join(work, 'browser'), {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1400, height: 900 },
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  const page = browser.pages()[0] || (await browser.newPage());
  try {
    await run(page);
  } catch (error) {
    console.error(error.message);
    await page.screenshot({ path: path.join(work, 'failed.png') });
    process.exitCode = 1;
  }
  await browser.close();
})();
