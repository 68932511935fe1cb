// Orders and money over the day, by uPlot. Who cannot see a plot has the same in the table of channels and in the CSV.
import {html} from 'htm/preact';
import {useEffect, useRef} from 'preact/hooks';
import uPlot from 'uplot';
import {language, t} from '../shared/i18n.js';
import {series} from './figures.js';

const height = 180;

// `day`: from when until when, in seconds. The axis is all of it from the first order on: left to itself it would be days wide then.
function Plot({label, day, at, values, colour}) {
  const place = useRef(null), plot = useRef(null), shown = useRef(day);
  shown.current = day;
  useEffect(() => {
    const ink = getComputedStyle(document.documentElement).getPropertyValue('--soft').trim();
    const axis = {stroke: ink, grid: {stroke: '#8883', width: 1}, ticks: {show: false}, font: '12px system-ui'};
    plot.current = new uPlot({
      width: place.current.clientWidth, height, legend: {show: false}, cursor: {y: false}, scales: {x: {range: () => shown.current}, y: {range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1)]}},
      axes: [{...axis, values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toTimeString().slice(0, 5))}, {...axis, size: 60}],
      series: [{}, {stroke: colour, fill: `${colour}33`, width: 2, paths: uPlot.paths.bars({size: [0.8, 40]}), points: {show: false}}],
    }, [at, values], place.current);
    const watcher = new ResizeObserver(() => plot.current.setSize({width: place.current.clientWidth, height}));
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData([at, values]), [at, values]);
  return html`<figure><figcaption>${label}</figcaption><div class="plot" ref=${place} role="img" aria-label=${label}></div></figure>`;
}

export function Plots({desk}) {
  const today = desk.takings.value;
  if (!today?.slots.length) return null;
  const [at, orders, fen] = series(today);
  const day = [today.begins_at, today.ends_at].map((each) => Date.parse(each) / 1000);
  return html`
    <section aria-labelledby="over-day">
      <h2 id="over-day">${t('over_the_day')}</h2>
      <div class="plots" lang=${language.value}>
        <${Plot} label=${t('plot_orders')} day=${day} at=${at} values=${orders} colour="#2f7d4f" />
        <${Plot} label=${t('plot_money')} day=${day} at=${at} values=${fen.map((each) => each / 100)} colour="#1f6fb2" />
      </div>
    </section>`;
}
