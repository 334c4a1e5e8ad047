// The first run's pure parts: which step is done, and what DHCP servers are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recipe, servers } from '../src/policy/dhcp';
import { type FirstRun, nextStep, stateOf, steps } from '../src/policy/first_run';

const fresh = {
  status: {} as FirstRun['status'],
  settings: { school: 'Our school', upstreams: [] as string[] } as FirstRun['settings'],
  people: 1,
  queries: 0,
  template: false,
  checks: [{ id: 'dns', title: '', state: 'bad' as const, says: '', todo: '' }],
};

test('a new appliance has everything to do, but for what comes with it', () => {
  assert.deepEqual(steps.map((step) => stateOf(step, fresh)), ['to-do', 'to-do', 'usual', 'to-do', 'to-do', 'to-do']);
});

test('what is done is told from how the appliance is', () => {
  const done: FirstRun = { ...fresh, settings: { ...fresh.settings, school: 'Ashford Road Academy', upstreams: ['9.9.9.9'] }, people: 2, queries: 7, template: true, checks: [] };
  assert.deepEqual(steps.map((step) => stateOf(step, done)), ['done', 'done', 'done', 'done', 'done', 'done']);
  assert.equal(nextStep('school'), 'template');
  assert.equal(nextStep('check'), null);
});

test('every DHCP server is told all addresses, of each kind in its own option, and no other server', () => {
  for (const server of servers) {
    const text = recipe(server, ['10.1.0.2', '2001:db8::2']).lines.join('\n');
    assert.match(text, /10\.1\.0\.2/, server);
    assert.match(text, /2001:db8::2/, server);
  }
  assert.deepEqual(recipe('dnsmasq', ['10.1.0.2', '10.1.0.3', '2001:db8::2']).lines, ['dhcp-option=option:dns-server,10.1.0.2,10.1.0.3', 'dhcp-option=option6:dns-server,[2001:db8::2]']);
  assert.deepEqual(recipe('isc', ['10.1.0.2']).lines, ['option domain-name-servers 10.1.0.2;']);
  assert.deepEqual(recipe('windows', ['10.1.0.2']).lines, ['Set-DhcpServerv4OptionValue -DnsServer 10.1.0.2']);
});

test('what Kea is told is JSON in its braces', () => {
  const kea = JSON.parse(`{${recipe('kea', ['10.1.0.2']).lines.join('\n')}}`) as { Dhcp4: { 'option-data': { name: string; data: string }[] } };
  assert.deepEqual(kea.Dhcp4['option-data'], [{ name: 'domain-name-servers', data: '10.1.0.2' }]);
});
