// The home page. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { visit } from './browser.mjs';

export async function questions_by_the_hour_are_shown_when_the_appliance_counts_them({ as }) {
  const page = await as();
  const hours = [8, 9, 10].map((hour) => ({ start: `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`, queries: hour * 100, blocked: hour * 3, by_category: { games: hour } }));
  await page.route('**/api/v1/activity', (route) => route.fulfill({ json: { hours } }));
  await visit(page, '/');
  await page.getByRole('img', { name: /Bars/ }).waitFor();
  await page.getByText('2,700 questions, 81 were blocked.').waitFor();
  await page.unroute('**/api/v1/activity');
  await page.route('**/api/v1/activity', (route) => route.fulfill({ status: 404, json: { type: '/problems/not-found' } }));
  await visit(page, '/');
  assert.equal(await page.getByText('Questions by the hour').count(), 0);
}
