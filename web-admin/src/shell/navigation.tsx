// The navigation: a column beside the page, a menu behind a button on a phone.
import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../api/types';
import { useCounting, useWaiting } from '../waiting';
import { w } from '../words/en';
import { type PageEntry, pages } from './pages';
import { usePlace } from './router';

function isCurrent(entry: PageEntry, path: string): boolean {
  return entry.path === '/' ? path === '/' : path === entry.path || path.startsWith(`${entry.path}/`);
}

function Count(props: { of: number }) {
  if (props.of === 0) return null;
  return (
    <>
      {' '}
      <span class="sg-count" aria-hidden="true">
        {props.of}
      </span>
      <span class="govuk-visually-hidden">{w.nav.waiting(props.of)}</span>
    </>
  );
}

export function Navigation(props: { role: Role }) {
  const { path } = usePlace();
  const [open, setOpen] = useState(false);
  useCounting(props.role);
  const waiting = useWaiting();
  useEffect(() => setOpen(false), [path]);
  const sections = Object.entries(w.nav.sections)
    .map(([id, title]) => ({ title, entries: pages.filter((entry) => entry.nav?.section === id && entry.roles.includes(props.role)) }))
    .filter((section) => section.entries.length > 0);
  return (
    <nav class="sg-nav" aria-label={w.nav.label}>
      <button type="button" class="sg-nav__button" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
        {open ? w.nav.close : w.nav.open}
      </button>
      <div id="navigation" class={open ? 'sg-nav__sections sg-nav__sections--open' : 'sg-nav__sections'}>
        {sections.map((section) => (
          <div class="sg-nav__section" key={section.title}>
            <h2 class="sg-nav__heading">{section.title}</h2>
            <ul class="sg-nav__list">
              {section.entries.map((entry) => (
                <li key={entry.path}>
                  <a class="sg-nav__link" href={entry.path} aria-current={isCurrent(entry, path) ? 'page' : undefined}>
                    {entry.nav?.text}
                    <Count of={entry.nav?.waiting === undefined ? 0 : waiting[entry.nav.waiting]} />
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
