// Drives the workbench in Chromium: opens the notebook, reads the Problems view, applies a quick fix, reads again.
const path = require('path');
const { drive, openFile } = require('./browser');

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

const ACTIONS = '.action-widget .monaco-list-row, .monaco-menu .action-item';

// Asks for the quick fixes of a finding in the Problems view; again while the list is not there, for a busy workbench
// may take the keys for another view.
async function openFixes(page, rule) {
  for (let tries = 0; tries < 6; tries++) {
    await page.click(`.markers-panel-container .monaco-list-row:has-text("${rule}")`);
    await page.keyboard.press('Control+.');
    const shown = await page.waitForSelector(ACTIONS, { timeout: 5000 }).catch(() => null);
    if (shown) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`${rule}: no quick fix is offered`);
}

async function run(page) {
  await openFile(page, FILE);
  await page.keyboard.press('Control+Shift+M');
  await expectProblems(page, 'findings', (text) => text.includes('deprecated-trigger-once') && text.includes('unfiltered-delete'));
  await page.screenshot({ path: path.join(work, 'findings.png') });
  await openFixes(page, 'deprecated-trigger-once');
  await page.screenshot({ path: path.join(work, 'actions.png') });
  await page.click('.action-widget .monaco-list-row:has-text("availableNow"), .monaco-menu .action-item:has-text("availableNow")');
  await expectProblems(page, 'after the fix', (text) => !text.includes('deprecated-trigger-once') && text.includes('unfiltered-delete'));
  await page.screenshot({ path: path.join(work, 'fixed.png') });
}

drive(url, work, { width: 1400, height: 900 }, run);
