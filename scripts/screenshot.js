// Takes docs/images/vscode.png: the demo's streaming notebook in Visual Studio Code, a finding's quick fixes open.
//
//   tests/editors/vscode/install target/vscode && editors/vscode/package target/brickline.vsix
//   tests/editors/vscode/run target/vscode target/brickline.vsix target/debug/brickline target/shot demo scripts/screenshot.js
//   cp target/shot/vscode.png docs/images/
const path = require('path');
const { drive, openFile } = require('../tests/editors/vscode/browser');

const [url, work] = process.argv.slice(2);
const FILE = 'ingest_events.py';

drive(url, work, { width: 1280, height: 800 }, async (page) => {
  await page.keyboard.press('Control+B');
  await openFile(page, FILE);
  await page.waitForSelector('.monaco-editor .squiggly-error', { timeout: 60000 });
  await page.keyboard.press('Control+Shift+M');
  await page.waitForSelector('.markers-panel-container .monaco-list-row:has-text("missing-checkpoint")', { timeout: 30000 });
  // The finding's quick fixes, in the middle of the notebook.
  await page.click('.monaco-editor .view-lines');
  await page.keyboard.press('Control+G');
  await page.keyboard.type(':34');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+G');
  await page.keyboard.type(':21:20');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+.');
  await page.waitForSelector('.action-widget .monaco-list-row', { timeout: 20000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: path.join(work, 'vscode.png') });
});
