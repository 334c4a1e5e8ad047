// "For how long" as people say it, to a moment. Pure.
import { fromLocalInput, toLocalDay } from '../time';

const hour = 3600 * 1000;
const end_of_school_day = '17:00'; // after clubs; an evening needs its own end

/** null when no time was given, or none that there is. */
export function untilOf(choice: string, at: string, from: Date, zone: string): Date | null {
  switch (choice) {
    case '1h':
      return new Date(from.getTime() + hour);
    case '2h':
      return new Date(from.getTime() + 2 * hour);
    case 'day': {
      const today = fromLocalInput(`${toLocalDay(from, zone)}T${end_of_school_day}`, zone);
      if (today !== null && today.getTime() > from.getTime()) return today;
      return fromLocalInput(`${toLocalDay(new Date(from.getTime() + 24 * hour), zone)}T${end_of_school_day}`, zone);
    }
    case 'week':
      return fromLocalInput(`${toLocalDay(new Date(from.getTime() + 7 * 24 * hour), zone)}T${end_of_school_day}`, zone);
    case 'half-term':
      return fromLocalInput(`${toLocalDay(new Date(from.getTime() + 6 * 7 * 24 * hour), zone)}T${end_of_school_day}`, zone);
    default:
      return at === '' ? null : fromLocalInput(at, zone);
  }
}
