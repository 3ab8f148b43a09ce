// The job page, in the browser: shows the last snapshot, sends what is clicked. It keeps nothing but its address.
import { render } from 'lit';
import { readToPage, type FromPage, type JobAddress } from '../../src/webview/protocol.js';
import { page } from './page.js';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  setState(state: JobAddress): void;
};

const vscode = acquireVsCodeApi();
const place = document.getElementById('page') as HTMLElement;
const aloud = document.getElementById('announcement') as HTMLElement;

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = readToPage(event.data);
  if (!message) return;
  const { snapshot } = message;
  vscode.setState(snapshot.address); // what brings the page back after a reload of the window
  render(
    page(snapshot, (message) => vscode.postMessage(message)),
    place,
  );
  // Set to the same text, it would be read out again every second.
  if (aloud.textContent !== snapshot.announcement) aloud.textContent = snapshot.announcement;
});
vscode.postMessage({ type: 'ready' });
