// Names as people bring them: pasted from an address bar, with blanks, in capitals. Pure. What a name may be is the
// appliance's to say; this only takes off what is surely not part of one.

/** "https://www.example.org/page?x=1" is "www.example.org". */
export function nameOf(text: string): string {
  let name = text.trim();
  name = name.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  name = name.replace(/^[^/@]*@/, '');
  name = name.replace(/[/?#].*$/, '');
  name = name.replace(/:\d+$/, '');
  return name.replace(/\.$/, '').toLowerCase();
}

/** One a line, or separated by commas or blanks; none twice. */
export function namesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).map(nameOf).filter((name) => name !== ''))];
}

/** An id from a name that somebody gave: "Year 7 (Bay)" is "year-7-bay". */
export function idFrom(name: string, taken: readonly string[] = []): string {
  const made = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 48);
  const base = made === '' ? 'new' : made;
  if (!taken.includes(base)) return base;
  for (let n = 2; ; ++n) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}
