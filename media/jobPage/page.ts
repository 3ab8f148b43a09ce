import { html, nothing, type TemplateResult } from 'lit';
import type { Fact, JobSnapshot } from '../../src/webview/protocol.js';
import { toolbar, type Send } from './button.js';
import { chartSection } from './chart.js';
import { failuresSection } from './failures.js';
import { header } from './header.js';
import { loadOutcome } from './loadOutcome.js';
import { loadParts } from './loadParts.js';
import { errorSection, notice } from './notices.js';
import { progressSection } from './progress.js';
import { timelineSection } from './timeline.js';

/** The whole page. The same parts stay the same elements from snapshot to snapshot: the focus stays where it is. */
export const page = (snapshot: JobSnapshot, send: Send): TemplateResult => {
  const { notices, buttons, actionsLabel, error, counters, progress, failures, chart, language, load } = snapshot;
  const { timeline, outcome, details } = snapshot;
  return html`
    ${header(snapshot, send)} ${notices.map(notice)}
    ${buttons.length > 0 ? toolbar(buttons, actionsLabel, send) : nothing} ${error ? errorSection(error) : nothing}
    ${counters.length > 0 ? html`<dl class="counters">${counters.map(fact)}</dl>` : nothing}
    ${progress ? progressSection(progress) : nothing} ${timeline ? timelineSection(timeline) : nothing}
    ${outcome ? loadOutcome(outcome, send) : nothing} ${failures ? failuresSection(failures, send) : nothing}
    ${load ? loadParts(load, send) : nothing} ${chart ? chartSection(chart, language) : nothing}
    ${
      details
        ? html`<section>
            <h2>${details.heading}</h2>
            <dl class="details">${details.facts.map(fact)}</dl>
          </section>`
        : nothing
    }
  `;
};

const fact = ({ label, value }: Fact) =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
