// A site is never one name: trials on a test device, and the library of topics. Each ends by asking DNS and the change log.
import assert from 'node:assert/strict';
import { settled, visit } from './browser.mjs';
import { ask, blocked, open } from './dns.mjs';
import { approve, askFor, look, rate, requestOf, send, sentRequest, signByApi } from './requests_steps.mjs';
import { button, done, newest, rowOf, why } from './steps.mjs';

export async function a_trial_on_a_device_finds_the_companions_and_one_approval_covers_them({ as }) {
  const device = '127.0.0.21';
  const teacher = await as('t.jones');
  const id = await askFor(teacher, 'cards.example', 'Card games and probability');
  const lead = await as('s.lead');
  await look(lead, id);
  await button(lead, 'Try it on a device first').click();
  await lead.getByLabel('Another one, by its IP address').check();
  await lead.getByLabel('IP address', { exact: true }).fill(device);
  await button(lead, 'Start the trial').click();
  await lead.getByText(`The sites are open on ${device}`).waitFor();
  assert.deepEqual([await ask('cards.example', { from: device }), await ask('cards.example')], [open, blocked]);
  assert.deepEqual(await ask('cards-cdn.example', { from: device }), blocked);
  await lead.getByLabel(/^cards-cdn\.example/).check(); // it comes by itself
  await button(lead, 'Add to the request').click();
  await done(lead, 'The sites are added: one approval covers them all');
  assert.deepEqual((await requestOf(lead, id)).names, ['cards.example', 'cards-cdn.example']);
  await button(lead, 'End the trial').click();
  await done(lead, 'The trial has ended');
  assert.deepEqual(await ask('cards.example', { from: device }), blocked);

  await look(lead, id);
  await rate(lead, 1, 2);
  await approve(lead, 'Your sign-off is recorded');
  const manager = await as('a.shah');
  await look(manager, id);
  await approve(manager, 'The request is approved: the sites are open');
  assert.deepEqual([await ask('cards.example'), await ask('cards-cdn.example')], [open, open]);
  assert.deepEqual((await newest(manager, 'unblock.granted')).after.names, ['cards.example', 'cards-cdn.example']);
  assert.equal((await newest(manager, 'request.widened')).user, 's.lead');
  await manager.getByText('Trial on a test device started').waitFor(); // in its history
  await send(manager, 'POST', `/api/v1/requests/${id}/revoke`, { reason: 'The lesson is over' });
}

export async function a_topic_is_made_asked_for_and_removed({ as }) {
  const lead = await as('s.lead');
  await visit(lead, '/topics');
  await button(lead, 'Add a topic').click();
  await lead.getByLabel('Name', { exact: true }).fill('Games of chance');
  await lead.getByLabel('Sites', { exact: true }).fill('https://raffle.example/\ntombola.example');
  await lead.getByLabel('For whoever approves').fill('Years 9 and up');
  await why(lead, 'Asked for each spring');
  await button(lead, 'Save the topic').click();
  await done(lead, 'The topic is as you wanted it');
  const set = await newest(lead, 'topic.set');
  assert.deepEqual([set.subject, set.after.names], ['games-of-chance', ['raffle.example', 'tombola.example']]);

  const teacher = await as('t.jones');
  await visit(teacher, '/topics');
  await rowOf(teacher, 'Games of chance').getByRole('link', { name: /^Ask for it/ }).click();
  await settled(teacher);
  await teacher.getByText('Opens raffle.example, tombola.example.').waitFor();
  await teacher.getByLabel('Pupils', { exact: true }).check();
  await why(teacher, 'Spring term');
  await button(teacher, 'Send the request').click();
  const id = await sentRequest(teacher);
  const request = await requestOf(teacher, id);
  assert.deepEqual([request.topic, request.names], ['Games of chance', ['raffle.example', 'tombola.example']]);
  const manager = await as('a.shah');
  await signByApi(lead, id);
  await signByApi(manager, id);
  assert.deepEqual(await ask('www.tombola.example'), open);
  await send(lead, 'POST', `/api/v1/requests/${id}/revoke`, { reason: 'Spring is over' });

  await visit(lead, '/topics/games-of-chance');
  await button(lead, 'Remove the topic').click();
  await lead.locator('.sg-ask').getByLabel('Why?').fill('Taught otherwise now');
  await lead.locator('.sg-ask').getByRole('button', { name: 'Remove the topic' }).click();
  await lead.getByRole('heading', { name: 'Topics' }).waitFor();
  assert.equal((await newest(lead, 'topic.removed')).why, 'Taught otherwise now');
  assert.deepEqual(await ask('tombola.example'), blocked);
}

export async function the_sites_of_an_approved_request_are_kept_as_a_topic({ as }) {
  const [teacher, lead, manager] = [await as('t.jones'), await as('s.lead'), await as('a.shah')];
  const id = await askFor(teacher, 'tombola.example', 'The summer fair', { topic: 'Fairs' });
  await signByApi(lead, id);
  await signByApi(manager, id);
  await look(lead, id);
  await button(lead, 'Keep the sites as a topic').click();
  assert.equal(await lead.getByLabel('Name of the topic').inputValue(), 'Fairs');
  await why(lead, 'There is one each summer');
  await button(lead, 'Keep it').click();
  await done(lead, 'The topic is in the library');
  assert.deepEqual((await newest(lead, 'topic.set')).after.names, ['tombola.example']);
  await send(lead, 'POST', `/api/v1/requests/${id}/revoke`, { reason: 'The fair is over' });
  assert.deepEqual(await ask('tombola.example'), blocked);
}

export async function what_one_person_opened_alone_is_reviewed_by_another({ as }) {
  const manager = await as('a.shah');
  await visit(manager, '/unblocks/new');
  await manager.getByLabel('Which sites?').fill('lotto.example');
  await manager.getByLabel('Pupils', { exact: true }).check();
  await why(manager, 'The lesson has begun and the lead is ill');
  await manager.getByLabel('Open it now, alone').check();
  assert.equal(await manager.getByLabel('One week').count(), 0); // longer than one person may
  await button(manager, 'Unblock').click();
  await done(manager, 'The sites are open');
  assert.deepEqual(await ask('lotto.example'), open);
  await visit(manager, '/unblocks/emergency');
  await rowOf(manager, 'lotto.example').getByText('A colleague reviews it').waitFor();

  const lead = await as('s.lead');
  await lead.getByRole('link', { name: /to be reviewed/ }).click();
  await rowOf(lead, 'lotto.example').getByRole('button', { name: /^Review/ }).click();
  await lead.getByLabel('It should not have been').check();
  await why(lead, 'The textbook has the same');
  await button(lead, 'Conclude the review').click();
  await done(lead, 'The review is concluded');
  await rowOf(lead, 'lotto.example').getByText('It was ended').waitFor();
  assert.deepEqual(await ask('lotto.example'), blocked);
  assert.equal((await newest(lead, 'review.concluded')).why, 'The textbook has the same');
  assert.equal((await newest(lead, 'unblock.ended')).user, 's.lead');
}
