// One question over UDP, from an address of our choice: what the school's devices get.
import dgram from 'node:dgram';

const patience_milliseconds = 5_000;

/** What a blocked name is answered with, and where the tests' sites are. */
export const blocked = ['0.0.0.0'];
export const open = ['192.0.2.66'];

function question(name, id) {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
}

function skipName(packet, at) {
  while (packet[at] !== 0) {
    if (packet[at] >= 0xc0) return at + 2;
    at += 1 + packet[at];
  }
  return at + 1;
}

/** Addresses in the answer; 0.0.0.0 when it is blocked. */
export function ask(name, { port = Number(process.env.DNS_PORT), from = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket('udp4');
    const id = Math.floor(Math.random() * 65536);
    const timer = setTimeout(() => {
      socket.close();
      reject(new Error(`no answer about ${name}`));
    }, patience_milliseconds);
    socket.on('message', (packet) => {
      clearTimeout(timer);
      socket.close();
      const answers = packet.readUInt16BE(6);
      let at = skipName(packet, 12) + 4;
      const found = [];
      for (let n = 0; n < answers; ++n) {
        at = skipName(packet, at);
        const type = packet.readUInt16BE(at);
        const size = packet.readUInt16BE(at + 8);
        if (type === 1) found.push([...packet.subarray(at + 10, at + 14)].join('.'));
        at += 10 + size;
      }
      resolve(found);
    });
    socket.bind(0, from, () => socket.send(question(name, id), port, '127.0.0.1'));
  });
}
