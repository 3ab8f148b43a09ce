import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FailedGroup, Failures } from '../../src/webview/protocol.js';
import { icon } from './icon.js';
import { button, type Send } from './page.js';

/** Failed rows, by error. Cells and messages are text of the file and of the server. */
export const failuresSection = (failures: Failures, send: Send) => html`
  <section aria-busy=${failures.busy}>
    <h2>${failures.heading}</h2>
    <p>${failures.busy ? icon({ id: 'loading~spin' }) : nothing} ${failures.text} ${failures.nextStep ?? nothing}</p>
    <div class="groups">
      ${repeat(
        failures.groups,
        ({ key }) => key,
        (group, index) => groupPart(group, failures, index === 0),
      )}
    </div>
    ${
      failures.buttons.length > 0
        ? html`<div class="toolbar">${failures.buttons.map((item) => button(item, send))}</div>`
        : nothing
    }
  </section>
`;

const groupPart = (group: FailedGroup, { caption }: Failures, open: boolean) => html`
  <details ?open=${open}>
    <summary>
      ${icon({ id: 'chevron-right' })}
      <span class="count">${group.count}</span>
      <span class="what">
        <strong>${group.code}</strong> ${group.fields ? html`<span class="label">${group.fields}</span>` : nothing}
      </span>
      <meter min="0" max="1" .value=${group.share} aria-hidden="true"></meter>
    </summary>
    <div class="group">
      <p><code>${group.message}</code></p>
      ${group.meaning ? html`<p>${group.meaning} ${group.nextStep ?? nothing}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${`${caption}: ${group.code}`}>
        <table class="cells">
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              ${group.columns.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${group.rows.map(
              (cells) =>
                html`<tr>
                  ${cells.map((cell) => html`<td>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
  </details>
`;
