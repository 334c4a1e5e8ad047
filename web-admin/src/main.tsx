import { render } from 'preact';
import { resume, session } from './session';
import { Shell } from './shell/shell';
import { startRouter } from './shell/router';

startRouter();
const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<Shell />, root);
}
// When the appliance cannot be reached, the sign-in page says so on the first try.
resume().catch(() => session.set({ phase: 'signed-out', session: null, used: Date.now() }));
