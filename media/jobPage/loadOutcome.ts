import { html, nothing } from 'lit';
import type { LoadOutcome, RowCount } from '../../src/webview/protocol.js';
import { button, type Send } from './button.js';

/** How many rows came to what: a bar for who sees it, which the list below says in words. */
export const loadOutcome = ({ heading, text, counts, attempts, buttons }: LoadOutcome, send: Send) => html`
  <section class="outcome">
    <h2>${heading}</h2>
    <p>${text}</p>
    <div class="bar" aria-hidden="true">${counts.map(piece)}</div>
    <ul class="states">
      ${counts.map(
        ({ color, label, count }) =>
          html`<li>
            <span class="swatch" data-color=${color} aria-hidden="true"></span>${label} <strong>${count}</strong>
          </li>`,
      )}
    </ul>
    ${
      attempts.length > 0
        ? html`<ul class="label">
            ${attempts.map((attempt) => html`<li>${attempt}</li>`)}
          </ul>`
        : nothing
    }
    <div class="buttons">${buttons.map((item) => button(item, send))}</div>
  </section>
`;

// As a property: a style attribute is refused by the page's policy.
const piece = ({ color, share }: RowCount) => html`<span data-color=${color} .style=${`flex-grow: ${share}`}></span>`;
