// What to write into the school's DHCP server so that its devices ask the appliance: short exact texts with the
// appliance's own addresses. Pure; the texts are configuration, not words.
export const servers = ['kea', 'isc', 'dnsmasq', 'windows', 'router'] as const;
export type DhcpServer = (typeof servers)[number];

export interface Recipe {
  /** Where it goes, as a file's name; empty where there is none. */
  file: string;
  lines: string[];
  /** What makes the server read it. */
  command: string;
}

const isV6 = (address: string): boolean => address.includes(':');

export function recipe(server: DhcpServer, addresses: readonly string[]): Recipe {
  const v4 = addresses.filter((address) => !isV6(address));
  const v6 = addresses.filter(isV6);
  const some = (of: string[], lines: string[]): string[] => (of.length === 0 ? [] : lines);
  switch (server) {
    case 'kea': {
      const option = (name: string, data: string[]): string => `"option-data": [ { "name": "${name}", "data": "${data.join(', ')}" } ]`;
      return {
        file: v4.length === 0 ? '/etc/kea/kea-dhcp6.conf' : '/etc/kea/kea-dhcp4.conf',
        lines: [...some(v4, ['"Dhcp4": {', `  ${option('domain-name-servers', v4)}`, '}']), ...some(v6, ['"Dhcp6": {', `  ${option('dns-servers', v6)}`, '}'])],
        command: 'systemctl restart kea-dhcp4-server',
      };
    }
    case 'isc':
      return {
        file: '/etc/dhcp/dhcpd.conf',
        lines: [...some(v4, [`option domain-name-servers ${v4.join(', ')};`]), ...some(v6, [`option dhcp6.name-servers ${v6.join(', ')};`])],
        command: 'systemctl restart isc-dhcp-server',
      };
    case 'dnsmasq':
      return {
        file: '/etc/dnsmasq.d/schoolgate.conf',
        lines: [...some(v4, [`dhcp-option=option:dns-server,${v4.join(',')}`]), ...some(v6, [`dhcp-option=option6:dns-server,${v6.map((address) => `[${address}]`).join(',')}`])],
        command: 'systemctl restart dnsmasq',
      };
    case 'windows':
      return {
        file: '',
        lines: [...some(v4, [`Set-DhcpServerv4OptionValue -DnsServer ${v4.join(',')}`]), ...some(v6, [`Set-DhcpServerv6OptionValue -DnsServer ${v6.join(',')}`])],
        command: '',
      };
    case 'router':
      return { file: '', lines: [...addresses], command: '' };
  }
}
