// What went wrong, as the API says it (RFC 9457): in plain words, and for which field.
import type { ProblemBody } from './types';

export interface FieldError {
  pointer: string; // JSON pointer into what was sent, or ?name
  detail: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly errors: FieldError[];

  constructor(body: Partial<Omit<ProblemBody, 'type'>> & { type?: string }) {
    super(body.detail ?? body.title ?? '');
    this.status = body.status ?? 0;
    this.type = body.type ?? '/problems/internal';
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.hint = body.hint ?? '';
    this.errors = body.errors ?? [];
  }
}

/** The field of a form that a pointer speaks of: its first part. "/names/3" is "names", "?name" is "name". */
export function fieldOf(pointer: string): string {
  const first = pointer.replace(/^[/?]/, '').split('/')[0] ?? '';
  return first.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** Field to the first thing said of it. What is said of a field that the form does not show is under ''. */
export function byField(problem: Problem, shown: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const error of problem.errors) {
    const field = fieldOf(error.pointer);
    const place = shown.includes(field) ? field : '';
    result[place] = result[place] === undefined ? error.detail : `${result[place]} ${error.detail}`;
  }
  return result;
}
