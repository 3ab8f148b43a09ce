import { html } from 'lit';
import type { JobSnapshot } from '../../src/webview/protocol.js';
import type { Send } from './button.js';
import { icon } from './icon.js';

export const header = ({ title, state, identity, address, copyLabel }: JobSnapshot, send: Send) => html`
  <header>
    <h1>${title}</h1>
    <p class="state">${icon(state.icon)} <span>${state.word}</span></p>
    <ul class="identity">
      ${identity.map(({ label, value }) => html`<li><span class="label">${label}</span> ${value}</li>`)}
      <li>
        <code>${address.jobId}</code>
        <button
          class="quiet"
          title=${copyLabel}
          aria-label=${copyLabel}
          @click=${() => send({ type: 'run', action: 'copyJobId' })}
        >
          ${icon({ id: 'copy' })}
        </button>
      </li>
    </ul>
  </header>
`;
