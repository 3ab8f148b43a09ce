import { html, nothing } from 'lit';
import type { Timeline } from '../../src/webview/protocol.js';
import { icon } from './icon.js';

export const timelineSection = ({ heading, steps }: Timeline) => html`
  <section>
    <h2>${heading}</h2>
    <ol class="timeline">
      ${steps.map(
        (step) => html`
          <li class=${step.phase} aria-current=${step.phase === 'current' ? 'step' : nothing}>
            <p>${icon(step.icon)} ${step.state}</p>
            <p class="duration">${step.duration}</p>
            <p class="label"><span>${step.from}</span> <span>${step.source}</span></p>
          </li>
        `,
      )}
    </ol>
  </section>
`;
