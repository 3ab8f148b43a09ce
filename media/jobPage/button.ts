import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FromPage, PageButton } from '../../src/webview/protocol.js';
import { icon } from './icon.js';

export type Send = (message: FromPage) => void;

export const button = ({ action, label, icon: id, rank }: PageButton, send: Send) =>
  html`<button class=${rank} @click=${() => send({ type: 'run', action })}>
    ${icon({ id })}<span>${label}</span>
  </button>`;

/** What cannot be taken back stands apart: at the other end of the first line, however many lines the others need. */
export const toolbar = (buttons: readonly PageButton[], label: string, send: Send) => {
  const group = (danger: boolean) => html`
    <div class="buttons">
      ${repeat(
        buttons.filter(({ rank }) => (rank === 'danger') === danger),
        ({ action }) => action,
        (item) => button(item, send),
      )}
    </div>
  `;
  return html`<div class="toolbar" role="group" aria-label=${label}>${group(false)} ${group(true)}</div>`;
};
