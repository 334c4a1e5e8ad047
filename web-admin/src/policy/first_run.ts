// What a new appliance still needs, told from how it is: so that setting up can be left and taken up again. Pure.
import type { Settings, Status } from '../api/types';
import type { Check } from './self_check';

export const steps = ['school', 'template', 'upstreams', 'people', 'dhcp', 'check'] as const;
export type Step = (typeof steps)[number];
/** `usual`: nothing was chosen, and what comes with the appliance is in force. */
export type StepState = 'done' | 'usual' | 'to-do';

export interface FirstRun {
  status: Status;
  settings: Settings;
  people: number; // who can sign in, and who is invited
  queries: number; // in the last day
  template: boolean; // one of them is in force, whole
  checks: Check[];
}

const school_of_a_new_appliance = 'Our school';

export function stateOf(step: Step, of: FirstRun): StepState {
  const done = (is: boolean, otherwise: StepState = 'to-do'): StepState => (is ? 'done' : otherwise);
  switch (step) {
    case 'school':
      return done(of.settings.school !== school_of_a_new_appliance);
    case 'template':
      return done(of.template);
    case 'upstreams':
      return done(of.settings.upstreams.length > 0, 'usual');
    case 'people':
      return done(of.people >= 2);
    case 'dhcp':
      return done(of.queries > 0);
    case 'check':
      return done(!of.checks.some((check) => check.state === 'bad'));
  }
}

export const nextStep = (after: Step): Step | null => steps[steps.indexOf(after) + 1] ?? null;
