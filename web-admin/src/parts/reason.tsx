// Because of what a name was blocked, in a few words: its category, or what decided it.
import { categoryTitle, serviceTitle, useSchool } from '../school';

export function BlockReason(props: { of: { tier: string; by?: string; category?: string } }) {
  const school = useSchool();
  const { tier, by, category } = props.of;
  if (category !== undefined) return <>{categoryTitle(school, category)}</>;
  return <>{by !== undefined && school.services.some((service) => service.id === by) ? serviceTitle(school, by) : tier.charAt(0).toUpperCase() + tier.slice(1)}</>;
}
