// The change log: read, narrowed, exported, verified. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visit } from './browser.mjs';
import { button, newest } from './steps.mjs';

export async function the_log_is_read_narrowed_exported_and_the_export_verified_in_the_page({ as }) {
  const page = await as('g.field');
  await visit(page, '/changes');
  await page.getByLabel('With the words').fill('Inventory');
  await button(page, 'Show').click();
  await page.getByText(/^1\d\d changes shown/).waitFor();
  const entry = page.locator('.sg-entry').first();
  await entry.locator('summary').click();
  await entry.getByText('3c:22:fb').first().waitFor();
  await page.getByText('Export the log').click();
  await page.getByLabel('Why?').fill('Governors’ meeting');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-web-'));
  try {
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    assert.equal((await newest(page, 'log.exported')).why, 'Governors’ meeting');
    await visit(page, '/changes/verify');
    await page.getByLabel('Exported file').setInputFiles(file);
    await button(page, 'Verify').click();
    await page.getByText('The file is what this appliance wrote').waitFor();
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, readFileSync(file, 'utf8').replace('Inventory', 'Invention'));
    await page.getByLabel('Exported file').setInputFiles(bad);
    await button(page, 'Verify').click();
    await page.getByText('The file is not what the appliance wrote').waitFor();
    await page.getByText(/^Entry \d+:/).waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
