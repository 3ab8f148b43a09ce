import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LoadParts } from '../../src/webview/protocol.js';
import type { Send } from './button.js';
import { icon } from './icon.js';

/** The jobs of a load that was sent as several, each a way to its own page. */
export const loadParts = ({ heading, text, jobs }: LoadParts, send: Send) => html`
  <section>
    <h2>${heading}</h2>
    <p class="label">${text}</p>
    <ol class="parts">
      ${repeat(
        jobs,
        ({ jobId }) => jobId,
        ({ jobId, icon: stateIcon, label, state, current }) => html`
          <li aria-current=${current ? 'true' : nothing}>
            ${icon(stateIcon)}
            ${
              current
                ? html`<strong>${label}</strong>`
                : html`<button class="link" @click=${() => send({ type: 'openJob', jobId })}>${label}</button>`
            }
            <span class="label">${state}</span>
          </li>
        `,
      )}
    </ol>
  </section>
`;
