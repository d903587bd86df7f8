// Opens the workbench in headless Chromium, and a file in it.
const path = require('path');
const { chromium } = require('playwright-core');

// Runs `session` on the page; a failure leaves failed.png in `work` and the exit status 1.
exports.drive = async (url, work, viewport, session) => {
  const browser = await chromium.launchPersistentContext(path.join(work, 'browser'), {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    viewport,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  const page = browser.pages()[0] || (await browser.newPage());
  try {
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench', { timeout: 60000 });
    await page.waitForTimeout(2000);
    await session(page);
  } catch (error) {
    console.error(error.message);
    await page.screenshot({ path: path.join(work, 'failed.png') });
    process.exitCode = 1;
  }
  await browser.close();
};

exports.openFile = async (page, name) => {
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget input');
  await page.keyboard.type(name);
  // A click, because Enter can come before the list of files.
  await page.click(`.quick-input-list .monaco-list-row:has-text("${name}")`, { timeout: 30000 });
  await page.waitForSelector(`.tab[data-resource-name="${name}"]`, { timeout: 30000 });
};
