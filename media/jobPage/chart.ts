import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import uPlot from 'uplot';
import type { Chart } from '../../src/webview/protocol.js';

/** Rows over time. A picture for who sees it; its description says the same. */
export const chartSection = (chart: Chart, language: string) => html`
  <section>
    <h2>${chart.heading}</h2>
    <p class="legend">
      <span class="processed">${chart.processed}</span>
      <span class="failed">${chart.failed}</span>
    </p>
    <div class="chart" role="img" aria-label=${chart.description} ${ref((place) => draw(place, chart, language))}></div>
  </section>
`;

interface Drawn {
  readonly plot: uPlot;
  readonly resized: ResizeObserver;
}

const HEIGHT = 160;
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
/** Whole rows only: 1, 2, 5, 10, … */
const ROWS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
let drawn: (Drawn & { readonly place: Element }) | undefined;
let shown: { readonly chart: Chart; readonly language: string } | undefined;

/** Called at each snapshot, and without a place when the chart goes. */
function draw(place: Element | undefined, chart: Chart, language: string): void {
  if (!place) return;
  shown = { chart, language };
  if (drawn?.place === place) return drawn.plot.setData(columns(chart));
  begin(place as HTMLElement);
}

function begin(place: HTMLElement): void {
  drawn?.resized.disconnect();
  drawn?.plot.destroy();
  if (!shown) return;
  const plot = new uPlot(options(place, shown.language), columns(shown.chart), place);
  const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  resized.observe(place);
  drawn = { place, plot, resized };
}

// A canvas does not follow the theme by itself.
new MutationObserver(() => {
  if (drawn) begin(drawn.place as HTMLElement);
}).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });

const columns = ({ points }: Chart): uPlot.AlignedData => [
  points.map(([at]) => at / 1000),
  points.map(([, processed]) => processed),
  points.map(([, , failed]) => failed),
];

function options(place: HTMLElement, language: string): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string, fallback: string) => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const text = color('foreground', 'currentColor');
  const { fontSize, fontFamily } = getComputedStyle(document.body); // the place itself is not on the page yet
  const axis = {
    stroke: text,
    font: `${fontSize} ${fontFamily}`,
    grid: { stroke: color('panel-border', 'transparent'), width: 1 },
    ticks: { show: false },
  };
  const numbers = new Intl.NumberFormat(language, { notation: 'compact' });
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const line = (name: string) => {
    const stroke = color(name, text);
    return { stroke, fill: `color-mix(in srgb, ${stroke} 12%, transparent)`, width: 2, points: { show: false } };
  };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] } },
    axes: [
      // Seconds, and none of their parts: the labels would be the same.
      {
        ...axis,
        size: 30,
        space: 110,
        incrs: SECONDS,
        values: (_, splits) => splits.map((at) => times.format(at * 1000)),
      },
      { ...axis, size: 50, space: 20, incrs: ROWS, values: (_, splits) => splits.map((rows) => numbers.format(rows)) },
    ],
    series: [{}, line('charts-blue'), line('charts-red')],
  };
}
