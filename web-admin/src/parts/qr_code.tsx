// A QR code as a picture in the page: what it holds is sent nowhere, and needs no image of its own (ISO/IEC 18004).
import { encode } from 'uqr';

const quiet_zone = 4; // modules of white around it that readers ask for

/** Each row's dark runs as one path: a picture of some hundred shapes, not of some thousand. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; ++x) {
      const first = x;
      while (row[x]) ++x;
      if (x > first) path += `M${first} ${y}h${x - first}v1h${first - x}z`;
    }
  });
  return path;
}

export function QrCode(props: { text: string; label: string }) {
  const { data, size } = encode(props.text, { ecc: 'M', border: quiet_zone });
  return (
    <svg class="sg-qr" role="img" aria-label={props.label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(data)} fill="#000" />
    </svg>
  );
}
