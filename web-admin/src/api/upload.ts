// Sends a file in pieces, one after the other: each is a small request, so that a lost session or a short gap in the
// network costs one piece and not the file.
import { api, request } from './client';
import { Problem } from './problem';
import type { Upload } from './types';

const tries = 5; // of one piece, while the appliance cannot be reached
const first_wait_milliseconds = 500;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, milliseconds));

async function sendPiece(id: string, offset: number, piece: Blob, signal: AbortSignal): Promise<Upload> {
  for (let n = 1; ; ++n) {
    try {
      const reply = await request('PUT', '/api/v1/uploads/{id}/{offset}', piece, { ids: { id, offset }, signal });
      return (await reply.json()) as Upload;
    } catch (fault) {
      const passing = fault instanceof Problem && (fault.type === '/problems/unreachable' || fault.type === '/problems/busy');
      if (!passing || n === tries) throw fault;
      await wait(first_wait_milliseconds * 2 ** n);
    }
  }
}

/** The upload's id, for whatever takes the file. `told`: octets that are there. */
export async function upload(file: File, told: (done: number, of: number) => void, signal: AbortSignal): Promise<string> {
  const { data: begun } = await api.post('/api/v1/uploads', { name: file.name, octets: file.size }, { signal });
  for (let at = 0; at < file.size; ) {
    told(at, file.size);
    at = (await sendPiece(begun.id, at, file.slice(at, at + begun.piece_octets), signal)).received;
  }
  told(file.size, file.size);
  return begun.id;
}
