// What is blocked just now, as it happens: for whom, because of what, and from there to why and to an unblock.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { listen, streaming } from '../api/events';
import type { Device, RecentBlock } from '../api/types';
import { SelectField, useForm } from '../parts/form';
import { type Loaded, Wait, useLoad, useRefresh } from '../parts/load';
import { BlockReason } from '../parts/reason';
import { Tag } from '../parts/small';
import { Table } from '../parts/table';
import { type BlockedFilter, devicesIn, isShownBlock, most_rows, withRows } from '../policy/blocked';
import { groupName, useSchool } from '../school';
import { Page } from '../shell/page';
import type { PageProps } from '../shell/pages';
import { useStore } from '../store';
import { clockText } from '../time';
import { w } from '../words/en';

const poll_seconds = 5; // while the appliance cannot tell by itself
const reread_seconds = 60; // how often a row was asked for again

interface Kept {
  rows: RecentBlock[];
  recent_blocks: 'off' | 'without_client' | 'with_client';
  recent_minutes: number;
}

async function read(): Promise<Kept> {
  const { data } = await api.get('/api/v1/recent-blocks', { query: { limit: most_rows } });
  return { rows: data.blocks, recent_blocks: data.recent_blocks, recent_minutes: data.recent_minutes };
}

/** The rows as they come; the appliance's own list now and then, and always while nothing is told. */
function useRows(): { kept: Loaded<Kept>; rows: RecentBlock[]; live: boolean } {
  const [rows, setRows] = useState<RecentBlock[]>([]);
  const live = useStore(streaming);
  const kept = useLoad(
    useCallback(async () => {
      const found = await read();
      setRows(found.rows); // what is too old, or was before a restart, is gone from it
      return found;
    }, []),
  );
  useRefresh(kept.reload, live ? reread_seconds : poll_seconds);
  useEffect(() => listen('blocked', (row) => setRows((old) => withRows(old, [row]))), []);
  useEffect(() => {
    if (live) void kept.reload(); // what happened before the stream began
  }, [live]);
  return { kept, rows, live };
}

const whyAddress = (row: RecentBlock): string => {
  const [whom, which] = row.device !== undefined ? ['device', row.device] : row.client !== undefined ? ['client', row.client] : ['group', row.group];
  return `/why?${new URLSearchParams({ name: row.name ?? '', [whom]: which })}`;
};

function Rows(props: { rows: RecentBlock[]; withDevices: boolean; nameOfDevice: (id: string) => string; none: string }) {
  const of = useSchool();
  return (
    <Table
      caption={w.blocked.title}
      captionHidden
      none={props.none}
      rows={props.rows}
      keyOf={(row) => String(row.number)}
      columns={[
        { title: w.blocked.site, head: true, cell: (row) => (row.name === null ? w.blocked.sealed : <span class="sg-name">{row.name}</span>) },
        {
          title: w.blocked.when,
          cell: (row) => (
            <>
              {clockText(row.last, of.zone)} {row.times > 1 && <span class="sg-quiet">{w.blocked.times(row.times)}</span>}
            </>
          ),
        },
        {
          title: w.blocked.forWhom,
          cell: (row) => (
            <>
              {groupName(of, row.group)}
              {props.withDevices && <span class="sg-below">{row.device !== undefined ? props.nameOfDevice(row.device) : row.client}</span>}
            </>
          ),
        },
        { title: w.blocked.reason, cell: (row) => <BlockReason of={row} /> },
        {
          title: w.blocked.actions,
          hidden: true,
          cell: (row) =>
            row.name !== null && (
              <span class="sg-actions">
                <a class="govuk-link" href={whyAddress(row)}>
                  {w.blocked.why} <span class="govuk-visually-hidden">{row.name}</span>
                </a>
                <a class="govuk-link" href={`/unblocks/new?${new URLSearchParams({ name: row.name, group: row.group })}`}>
                  {w.blocked.unblock} <span class="govuk-visually-hidden">{row.name}</span>
                </a>
              </span>
            ),
        },
      ]}
    />
  );
}

/** While it is paused the rows stay as they were; how many are new is told. */
function usePause(rows: RecentBlock[]): { shown: RecentBlock[]; waiting: number; paused: boolean; toggle: () => void } {
  const [frozen, setFrozen] = useState<RecentBlock[] | null>(null);
  const newest = frozen?.[0]?.number ?? 0;
  return {
    shown: frozen ?? rows,
    waiting: frozen === null ? 0 : rows.filter((row) => row.number > newest).length,
    paused: frozen !== null,
    toggle: () => setFrozen(frozen === null ? rows : null),
  };
}

function List(props: { rows: RecentBlock[]; kept: Kept; live: boolean; devices: Device[] }) {
  const of = useSchool();
  const form = useForm({ group: '', device: '' }, { keep: false });
  const filter: BlockedFilter = form.values;
  const pause = usePause(props.rows);
  const nameOfDevice = (id: string) => props.devices.find((device) => device.id === id)?.name || id;
  const withDevices = props.kept.recent_blocks === 'with_client';
  // A device stays in the list of choices when its rows are gone.
  const known = useRef(new Set<string>());
  for (const device of devicesIn(props.rows)) known.current.add(device);
  const shown = pause.shown.filter((row) => isShownBlock(row, filter));
  return (
    <>
      <div class="sg-filters sg-noprint">
        <div class="sg-filters__row">
          <SelectField form={form} name="group" label={w.blocked.group} none={w.blocked.anyGroup} choices={of.groups.map((group) => ({ value: group.id, text: group.name }))} />
          {withDevices && <SelectField form={form} name="device" label={w.blocked.device} none={w.blocked.anyDevice} choices={[...known.current].sort().map((id) => ({ value: id, text: nameOfDevice(id) }))} />}
        </div>
        <div class="govuk-button-group">
          <button type="button" class="govuk-button govuk-button--secondary" onClick={pause.toggle}>
            {!pause.paused ? w.blocked.pause : pause.waiting > 0 ? w.blocked.newRows(pause.waiting) : w.blocked.goOn}
          </button>
          <span>
            <Tag tone={pause.paused ? 'quiet' : props.live ? 'good' : 'plain'}>{pause.paused ? w.blocked.paused : props.live ? w.blocked.live : w.blocked.polling}</Tag>
          </span>
        </div>
      </div>
      <Rows rows={shown} withDevices={withDevices} nameOfDevice={nameOfDevice} none={filter.group === '' && filter.device === '' ? w.blocked.none : w.blocked.noneOfThese} />
      <p class="govuk-body-s sg-quiet">
        {w.blocked.keptFor(props.kept.recent_minutes)} {!withDevices && w.blocked.noDevices}
      </p>
    </>
  );
}

export function JustBlockedPage(_: PageProps) {
  const { kept, rows, live } = useRows();
  const devices = useLoad<Device[]>(async () => (await api.get('/api/v1/devices')).data.devices);
  return (
    <Page title={w.blocked.title} lead={w.blocked.lead}>
      <Wait of={kept}>
        {(found) =>
          found.recent_blocks === 'off' ? (
            <p class="govuk-body">
              {w.blocked.off}{' '}
              <a class="govuk-link" href="/settings">
                {w.blocked.offTodo}
              </a>
            </p>
          ) : (
            <List rows={rows} kept={found} live={live} devices={devices.data ?? []} />
          )
        }
      </Wait>
    </Page>
  );
}
