import { html, nothing } from 'lit';
import type { JobSnapshot, Notice } from '../../src/webview/protocol.js';
import { icon } from './icon.js';

const ICONS: Record<Notice['kind'], string> = { information: 'info', warning: 'warning', error: 'error' };

export const notice = ({ kind, text, nextStep }: Notice) =>
  html`<p class="notice ${kind}">${icon({ id: ICONS[kind] })}<span>${text} ${nextStep ?? nothing}</span></p>`;

/** Why the job failed: what it means and what to do, then in Salesforce's own words. */
export const errorSection = ({ heading, text, meaning, nextStep }: NonNullable<JobSnapshot['error']>) => html`
  <section class="error">
    <h2>${heading}</h2>
    ${meaning ? html`<p>${meaning}</p>` : nothing} ${nextStep ? html`<p>${nextStep}</p>` : nothing}
    <pre>${text}</pre>
  </section>
`;
