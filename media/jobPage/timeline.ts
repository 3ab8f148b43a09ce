import { html } from 'lit';
import type { Timeline } from '../../src/webview/protocol.js';
import { icon } from './icon.js';

export const timelineSection = ({ heading, columns, steps }: Timeline) => html`
  <section>
    <h2>${heading}</h2>
    <div class="scroll">
      <table class="timeline">
        <caption class="spoken">
          ${heading}
        </caption>
        <thead>
          <tr>
            ${columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${steps.map(
            (step) => html`
              <tr class=${step.current ? 'current' : ''}>
                <th scope="row">${icon(step.icon)} ${step.state}</th>
                <td>${step.from}</td>
                <td>${step.duration}</td>
                <td class="label">${step.source}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  </section>
`;
