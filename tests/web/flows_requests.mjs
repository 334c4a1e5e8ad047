// Sites that somebody asks for and colleagues decide. Each ends by asking DNS and the change log whether it is true.
import assert from 'node:assert/strict';
import { settled, sizes, visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { approve, askFor, fillWish, look, rate, requestOf, send, sentRequest, signByApi } from './requests_steps.mjs';
import { button, done, newest, read, rowOf, why } from './steps.mjs';

const most_typed = 60; // characters: half a minute on a phone's keyboard

export async function a_teacher_asks_on_a_phone_two_colleagues_agree_and_the_site_is_open({ as }) {
  const teacher = await as('t.jones', sizes.phone);
  await button(teacher, 'Menu').click();
  await teacher.getByRole('link', { name: 'Why was it blocked?' }).click();
  await teacher.getByLabel('Name or address of the site').fill('dice.example');
  await teacher.getByLabel('Group', { exact: true }).selectOption({ label: 'Year 7' });
  await button(teacher, 'Find out').click();
  await teacher.getByText(/Blocked for Year 7/).first().waitFor();
  await button(teacher, 'Ask for it to be unblocked').click();
  await settled(teacher);
  assert.deepEqual([await teacher.getByLabel('Which sites?').inputValue(), await teacher.getByLabel('Year 7', { exact: true }).isChecked()], ['dice.example', true]);
  assert.ok((await fillWish(teacher, 'dice.example', 'Year 9 maths, probability')) <= most_typed);
  await button(teacher, 'Send the request').click();
  const id = await sentRequest(teacher);
  await teacher.getByText(/It still needs the educational sign-off, the technical sign-off and a risk rating/).waitFor();
  assert.equal((await newest(teacher, 'request.made')).user, 't.jones');

  const lead = await as('s.lead');
  await lead.getByRole('link', { name: /wait(s)? for your sign-off/ }).click();
  await rowOf(lead, 'Year 9 maths, probability').getByRole('link').click();
  await rate(lead, 2, 2);
  await approve(lead, 'Your sign-off is recorded');
  assert.deepEqual(await ask('dice.example'), blocked);

  const manager = await as('a.shah');
  await look(manager, id);
  assert.equal(await manager.getByRole('group', { name: 'How likely is harm?' }).getByLabel('2: unlikely').isChecked(), true);
  await approve(manager, 'The request is approved: the sites are open');
  assert.deepEqual(await ask('dice.example'), open);
  const granted = await newest(manager, 'unblock.granted');
  assert.deepEqual([granted.after.request, granted.after.approved_by, granted.after.risk], [id, ['s.lead', 'a.shah'], 4]);

  await teacher.getByText('The sites are open', { exact: true }).waitFor(); // told as it happened
  await button(teacher, 'End it now').click();
  await why(teacher, 'The lesson is over');
  await button(teacher, 'End it now').click();
  await done(teacher, 'It has ended');
  assert.deepEqual(await ask('dice.example'), blocked);
  const revoked = await newest(manager, 'request.revoked');
  assert.deepEqual([revoked.user, revoked.subject, revoked.why], ['t.jones', id, 'The lesson is over']);
}

export async function nobody_signs_what_they_asked_for_and_takes_it_back_instead({ as }) {
  const page = await as('a.shah');
  await visit(page, '/unblocks/new');
  await fillWish(page, 'wheel.example', 'A spinner for the fair');
  await button(page, 'Send the request').click();
  const id = await sentRequest(page);
  await page.getByText('You asked for this yourself: colleagues decide it.').waitFor();
  assert.equal(await button(page, 'See what this opens').count(), 0);
  await button(page, 'Take it back').click();
  await button(page, 'Take it back').click();
  await done(page, 'The request is taken back');
  assert.equal((await newest(page, 'request.withdrawn')).subject, id);
  assert.deepEqual(await ask('wheel.example'), blocked);
}

export async function a_refusal_is_read_by_whoever_asked({ as }) {
  const teacher = await as('t.jones');
  const id = await askFor(teacher, 'wheel.example', 'Maths club');
  const lead = await as('s.lead');
  await look(lead, id);
  await button(lead, 'Refuse it').click();
  await button(lead, 'Refuse it').click();
  await lead.getByRole('link', { name: 'Say why, for the change log' }).waitFor();
  await lead.locator('.sg-ask').getByLabel('Why?').fill('It is a betting site');
  await button(lead, 'Refuse it').click();
  await done(lead, 'The request is refused');
  await visit(teacher, '/requests');
  await rowOf(teacher, 'Maths club').getByText('Refused').waitFor();
  await look(teacher, id);
  await teacher.getByText(/It is a betting site/).first().waitFor();
  assert.deepEqual(await ask('wheel.example'), blocked);
  assert.equal((await newest(lead, 'request.rejected')).why, 'It is a betting site');
}

export async function a_request_that_is_changed_under_an_approver_is_signed_as_it_is_now({ as }) {
  const teacher = await as('t.jones');
  const id = await askFor(teacher, 'wheel.example', 'Chance in Year 8');
  const lead = await as('s.lead');
  await look(lead, id);
  await rate(lead, 3, 2);
  await look(teacher, id);
  await button(teacher, 'Change it').click();
  await teacher.getByLabel('Which sites?').fill('wheel.example\nraffle.example');
  await button(teacher, 'Save the request').click();
  await done(teacher, 'Your request is changed');
  await lead.getByText(/It was changed while you were looking: this is version 2/).waitFor();
  await lead.getByText('raffle.example').first().waitFor();
  await rate(lead, 3, 2);
  await approve(lead, 'Your sign-off is recorded');
  const request = await requestOf(lead, id);
  assert.deepEqual([request.version, request.sign_offs.map((each) => [each.user, each.version])], [2, [['s.lead', 2]]]);
  assert.equal((await newest(lead, 'request.signed')).subject, id);
  assert.deepEqual(await ask('raffle.example'), blocked);
}

export async function a_high_risk_needs_the_leadership_as_well({ as }) {
  const teacher = await as('t.jones');
  const id = await askFor(teacher, 'wheel.example', 'Sociology of gambling');
  const [lead, manager, head] = [await as('s.lead'), await as('a.shah'), await as('h.head')];
  await look(lead, id);
  await rate(lead, 5, 5);
  await approve(lead, 'Your sign-off is recorded');
  await look(manager, id);
  await approve(manager, 'Your sign-off is recorded');
  await manager.getByText(/It still needs leadership's consent to the risk/).waitFor();
  assert.deepEqual(await ask('wheel.example'), blocked);
  await look(head, id);
  await approve(head, 'The request is approved: the sites are open');
  assert.deepEqual(await ask('wheel.example'), open);
  assert.equal((await newest(head, 'unblock.granted')).after.request, id);
  await send(head, 'POST', `/api/v1/requests/${id}/revoke`, { reason: 'So that the next test finds it blocked' });
  assert.deepEqual(await ask('wheel.example'), blocked);
}

export async function more_time_is_a_request_that_cites_the_first({ as }) {
  const [teacher, lead, manager] = [await as('t.jones', sizes.phone), await as('s.lead'), await as('a.shah')];
  const first = await askFor(teacher, 'raffle.example', 'Raffles and chance');
  await signByApi(lead, first);
  await signByApi(manager, first);
  assert.deepEqual(await ask('raffle.example'), open);
  await look(teacher, first);
  await button(teacher, 'Ask for more time').click();
  await settled(teacher);
  assert.equal(await teacher.getByLabel('Which sites?').inputValue(), 'raffle.example');
  await teacher.getByLabel('Two hours').check();
  await button(teacher, 'Send the request').click();
  const second = await sentRequest(teacher);
  const [old, more] = [await requestOf(teacher, first), await requestOf(teacher, second)];
  assert.deepEqual([more.extends, more.starts], [first, old.until]);
  await teacher.getByRole('link', { name: first, exact: true }).waitFor();
  assert.equal((await newest(teacher, 'request.made')).after.extends, first);
  await send(lead, 'POST', `/api/v1/requests/${first}/revoke`, { reason: 'The lesson is over' });
  assert.deepEqual(await ask('raffle.example'), blocked);
}

export async function a_name_on_a_sealed_list_is_refused_with_the_reason({ as }) {
  const page = await as('t.jones');
  await visit(page, '/unblocks/new');
  await fillWish(page, 'sealed.example', 'I was told to');
  await button(page, 'Send the request').click();
  await page.getByTestId('errors').getByText(/sealed\.example may not be unblocked by anybody/).waitFor();
  const { requests } = await read(page, '/requests');
  assert.equal(requests.filter((request) => request.names.includes('sealed.example')).length, 0);
  assert.deepEqual(await ask('sealed.example'), blocked);
}
