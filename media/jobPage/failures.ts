import { html, nothing } from 'lit';
import type { FailedGroup, Failures, GroupAction, GroupButton } from '../../src/webview/protocol.js';
import { button, type Send } from './button.js';
import { icon } from './icon.js';

/** Failed rows, by error. Cells and messages are text of the file and of the server. */
export const failuresSection = (failures: Failures, send: Send) => html`
  <section aria-busy=${failures.busy}>
    <h2>${failures.heading}</h2>
    <p class="label">
      ${failures.busy ? icon({ id: 'loading~spin' }) : nothing} ${failures.text} ${failures.nextStep ?? nothing}
    </p>
    <div class="groups">${failures.groups.map((group, index) => groupPart(group, index, failures, send))}</div>
    <div class="buttons">${failures.buttons.map((item) => button(item, send))}</div>
  </section>
`;

const groupPart = (group: FailedGroup, index: number, { caption }: Failures, send: Send) => html`
  <details ?open=${index === 0}>
    <summary>
      ${icon({ id: 'chevron-right' })}
      <span class="what"><strong>${group.title}</strong> <span class="label">${group.fields.join(', ')}</span></span>
      <span class="count">${group.count}</span>
      <meter min="0" max="1" .value=${group.share} aria-hidden="true"></meter>
    </summary>
    <div class="group">
      ${group.message ? html`<p><code>${group.message}</code></p>` : nothing}
      ${group.meaning ? html`<p>${group.meaning} ${group.nextStep ?? nothing}</p>` : nothing}
      <div class="buttons">
        ${group.buttons.map((item) => groupButton(item, group, (action) => send({ type: 'runGroup', action, group: index })))}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${`${caption}: ${group.title}`}>
        <table>
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              ${group.columns.map((name) => html`<th scope="col" class=${named(group, name)}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${group.rows.map(
              (cells) =>
                html`<tr>
                  ${cells.map((cell, column) => html`<td class=${named(group, group.columns[column])}>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
  </details>
`;

/** Each group has the same ones: read out, they say whose they are. */
const groupButton = (
  { action, label, icon: id }: GroupButton,
  { title, fields }: FailedGroup,
  run: (action: GroupAction) => void,
) =>
  html`<button aria-label=${[label, title, ...fields].join(' ')} @click=${() => run(action)}>
    ${icon({ id })}<span>${label}</span>
  </button>`;

/** The columns that the error is about. */
const named = ({ fields }: FailedGroup, column: string | undefined) =>
  column !== undefined && fields.includes(column) ? 'named' : nothing;
