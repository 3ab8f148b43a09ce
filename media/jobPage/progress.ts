import { html } from 'lit';
import type { Progress } from '../../src/webview/protocol.js';

export const progressSection = ({ label, value, text, pace }: Progress) => html`
  <section class="progress">
    <progress aria-label=${label} aria-valuetext=${text} max="1" .value=${value}></progress>
    <p>
      <span>${text}</span>
      <span>${pace.join(' · ')}</span>
    </p>
  </section>
`;
