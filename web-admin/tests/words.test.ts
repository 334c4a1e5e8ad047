// Every word that people read stands in words/en.ts, and a network's package registry stands nowhere.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { w } from '../src/words/en';

const filesIn = (at: string): string[] => readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? filesIn(join(at, name)) : [join(at, name)]));
const attributes_people_read = new Set(['label', 'hint', 'title', 'alt', 'placeholder', 'aria-label', 'caption', 'button', 'summary', 'text', 'none']);

test('no page has a word of its own', () => {
  const found: string[] = [];
  for (const file of filesIn('src').filter((name) => name.endsWith('.tsx'))) {
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const look = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${file}: ${node.text.trim()}`);
      if (ts.isJsxAttribute(node) && attributes_people_read.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text)) found.push(`${file}: ${node.getText()}`);
      ts.forEachChild(node, look);
    };
    look(tree);
  }
  assert.deepEqual(found, []);
});

test('every kind of change and every noun reads in plain words', () => {
  const listed = /^ {4}ChangeKind:[^]*?enum: \[([^\]]*)\]/m.exec(readFileSync('../admin-api/openapi.yaml', 'utf8'))?.[1] ?? '';
  const kinds = listed.split(/,\s*/);
  assert.ok(kinds.length > 70, 'openapi.yaml lists the kinds');
  assert.deepEqual(Object.keys(w.kinds).sort(), [...kinds].sort());
  assert.deepEqual(Object.keys(w.nouns).sort(), [...new Set(kinds.map((kind) => kind.split('.')[0]))].sort());
});

test('the lock file names no place that packages come from', () => {
  const lock = readFileSync('package-lock.json', 'utf8');
  assert.doesNotMatch(lock, /"resolved"|https?:/);
});
