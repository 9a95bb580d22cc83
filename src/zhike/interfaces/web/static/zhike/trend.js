// Stacked areas of assets by kind. Figures come from a JSON script of the page; tooltips are drawn, never HTML.
const PALETTE = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"];
const MINUS = "\u2212";
const STEPS_ZH = [[1e8, "亿", 2], [1e4, "万", 1]];
const STEPS_EN = [[1e9, "bn", 2], [1e6, "m", 2], [1e3, "k", 1]];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function shortAmount(minor, language, digitsAfterPoint = null) {
  const amount = Math.abs(minor) / 100;
  const steps = language?.startsWith("zh") ? STEPS_ZH : STEPS_EN;
  const step = steps.find(([size]) => amount >= size);
  const [size, unit, digits] = step ?? [1, "", 0];
  const figure = (amount / size).toLocaleString("en", {
    minimumFractionDigits: digitsAfterPoint ?? digits,
    maximumFractionDigits: digitsAfterPoint ?? digits,
  });
  return `${minor < 0 ? MINUS : ""}${figure}${unit && language?.startsWith("zh") ? ` ${unit}` : unit}`;
}

function series(data, period) {
  return data.stacks.map((stack, index) => ({
    name: stack.name,
    type: "line",
    stack: "assets",
    symbol: "none",
    lineStyle: { width: 0 },
    areaStyle: { opacity: 0.85 },
    color: colour(PALETTE[index]),
    emphasis: { disabled: true },
    data: data[period].amounts[index],
  }));
}

function options(data, period) {
  const muted = colour("--muted");
  const line = colour("--line");
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: muted },
    grid: { left: 8, right: 28, top: 30, bottom: 4, containLabel: true },
    legend: { left: 8, top: 2, itemWidth: 10, itemHeight: 10, icon: "roundRect", textStyle: { color: muted, fontSize: 12 } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colour("--surface"),
      borderColor: colour("--line-strong"),
      textStyle: { color: colour("--text"), fontSize: 12 },
      valueFormatter: (minor) => shortAmount(minor, data.language),
    },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: data[period].on,
      axisLine: { lineStyle: { color: colour("--line-strong") } },
      axisTick: { show: false },
      axisLabel: { color: muted, fontSize: 11, hideOverlap: true, alignMaxLabel: "right" },
    },
    yAxis: {
      type: "value",
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, fontSize: 11, formatter: (minor) => shortAmount(minor, data.language, minor % 1e6 ? null : 0) },
    },
    series: series(data, period),
  };
}

function press(buttons, chosen) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
}

export function startTrend() {
  const box = document.querySelector("[data-trend]");
  if (!box || !window.echarts) return;
  const data = JSON.parse(document.getElementById("trend-data").textContent);
  const place = box.querySelector("[data-trend-chart]");
  const rows = box.querySelector("[data-trend-rows]");
  const periods = [...box.querySelectorAll("[data-trend-period]")];
  const tableButton = box.querySelector("[data-trend-table]");
  let period = periods[0].dataset.trendPeriod;
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption(options(data, period), true);
  draw();
  place.dataset.drawn = "";
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const asTable = button === tableButton && rows.hidden;
    if (button.dataset.trendPeriod) period = button.dataset.trendPeriod;
    rows.hidden = !asTable;
    place.hidden = asTable;
    tableButton.setAttribute("aria-pressed", String(asTable));
    press(periods, asTable ? null : periods.find((one) => one.dataset.trendPeriod === period));
    if (!asTable) draw();
  });
}
