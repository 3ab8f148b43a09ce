import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  Fact,
  FromPage,
  JobSnapshot,
  LoadParts,
  Notice,
  PageButton,
  Progress,
} from '../../src/webview/protocol.js';
import { chartSection } from './chart.js';
import { failuresSection } from './failures.js';
import { icon } from './icon.js';
import { timelineSection } from './timeline.js';

export type Send = (message: FromPage) => void;

/** The whole page. The same parts stay the same elements from snapshot to snapshot: the focus stays where it is. */
export const page = (snapshot: JobSnapshot, send: Send): TemplateResult => html`
  ${header(snapshot, send)} ${snapshot.notices.map(notice)}
  ${snapshot.buttons.length > 0 ? toolbar(snapshot, send) : nothing}
  ${
    snapshot.error
      ? html`<section class="error">
          <h2>${snapshot.error.heading}</h2>
          ${snapshot.error.meaning ? html`<p>${snapshot.error.meaning}</p>` : nothing}
          ${snapshot.error.nextStep ? html`<p class="next">${snapshot.error.nextStep}</p>` : nothing}
          <pre>${snapshot.error.text}</pre>
        </section>`
      : nothing
  }
  ${snapshot.counters.length > 0 ? html`<dl class="counters">${snapshot.counters.map(fact)}</dl>` : nothing}
  ${snapshot.progress ? progress(snapshot.progress) : nothing}
  ${snapshot.failures ? failuresSection(snapshot.failures, send) : nothing}
  ${snapshot.chart ? chartSection(snapshot.chart, snapshot.language) : nothing}
  ${snapshot.load ? loadParts(snapshot.load, send) : nothing}
  ${snapshot.timeline ? timelineSection(snapshot.timeline) : nothing}
  ${
    snapshot.details
      ? html`<section>
          <h2>${snapshot.details.heading}</h2>
          <dl class="details">${snapshot.details.facts.map(fact)}</dl>
        </section>`
      : nothing
  }
`;

const fact = ({ label, value }: Fact) =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

const header = ({ title, state, identity, address, copyLabel }: JobSnapshot, send: Send) => html`
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

export const button = ({ action, label, icon: id, rank }: PageButton, send: Send) =>
  html`<button class=${rank} @click=${() => send({ type: 'run', action })}>
    ${icon({ id })}<span>${label}</span>
  </button>`;

const toolbar = ({ buttons, actionsLabel }: JobSnapshot, send: Send) => html`
  <div class="toolbar" role="group" aria-label=${actionsLabel}>
    ${repeat(
      buttons,
      ({ action }) => action,
      (item) => button(item, send),
    )}
  </div>
`;

const NOTICE_ICONS: Record<Notice['kind'], string> = { information: 'info', warning: 'warning', error: 'error' };

const notice = ({ kind, text, nextStep }: Notice) =>
  html`<p class="notice ${kind}">${icon({ id: NOTICE_ICONS[kind] })}<span>${text} ${nextStep ?? nothing}</span></p>`;

const progress = ({ label, value, text, pace }: Progress) => html`
  <section class="progress">
    <progress aria-label=${label} aria-valuetext=${text} max="1" .value=${value}></progress>
    <p>
      <span>${text}</span>
      <span>${pace.join(' · ')}</span>
    </p>
  </section>
`;

const loadParts = ({ heading, text, jobs }: LoadParts, send: Send) => html`
  <section>
    <h2>${heading}</h2>
    <p>${text}</p>
    <ol class="parts">
      ${repeat(
        jobs,
        ({ jobId }) => jobId,
        ({ jobId, icon: stateIcon, label, state, current }) => html`
          <li aria-current=${current ? 'true' : nothing}>
            ${icon(stateIcon)}
            ${
              current
                ? html`<span>${label}</span>`
                : html`<button class="link" @click=${() => send({ type: 'openJob', jobId })}>${label}</button>`
            }
            <span class="label">${state}</span>
          </li>
        `,
      )}
    </ol>
  </section>
`;
