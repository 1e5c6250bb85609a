// Draws the one chart of a page from the data in it. The table below says the same without this script.
(() => {
  "use strict";
  const { chart: data, unit } = JSON.parse(document.getElementById("chart-data").textContent);
  const INK = "#17212b", MUTED = "#55626e", RULE = "#d8dde2", FAINT = "#eceff2", GREY = "#e6e9ec", HATCH = "#8a949e";
  const RAMP = ["#fef6d4", "#f1dba6", "#e5c07b", "#d8a455", "#c98934", "#b76f18", "#a35603", "#8b4103", "#702f0b"];
  const BAR = "#7fb8c6", EDGE = "#0f5a6b", MEAN = "#b4581f", SHARP = 3, PRINT_WIDTH = 680;
  const FONT = getComputedStyle(document.body).fontFamily;
  const element = document.getElementById("plot");

  const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const pad = (n) => String(n).padStart(2, "0");
  const number = (value) => (value === null || value === undefined ? "–" : value.toFixed(1));
  const text = (more) => ({ fontFamily: FONT, fontSize: 12, color: MUTED, ...more });
  const tooltip = (more) => ({
    confine: true, backgroundColor: "#fff", borderColor: RULE, padding: [6, 10],
    textStyle: text({ color: INK, fontSize: 13 }), transitionDuration: 0, ...more,
  });
  const base = { animation: false, textStyle: { fontFamily: FONT } };
  const valueAxis = (more) => ({
    type: "value", min: 0, axisLabel: text({ hideOverlap: true }), splitLine: { lineStyle: { color: FAINT } }, ...more,
  });

  function shade(share) {
    const place = share * (RAMP.length - 1);
    const first = Math.min(Math.floor(place), RAMP.length - 2);
    const mixed = [1, 3, 5].map((at) => {
      const [from, to] = [first, first + 1].map((stop) => parseInt(RAMP[stop].slice(at, at + 2), 16));
      return Math.round(from + (to - from) * (place - first));
    });
    return `rgb(${mixed.join(",")})`;
  }

  // Lines in a direction of its own for each reason; `state` picks it.
  function hatched(state, size) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.fillStyle = GREY;
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = HATCH;
    pen.lineWidth = size / 8;
    const rising = [[0, size, size, 0], [-1, 1, 1, -1], [size - 1, size + 1, size + 1, size - 1]];
    const falling = rising.map(([a, b, c, d]) => [size - a, b, size - c, d]);
    for (const [a, b, c, d] of { 1: rising, 3: falling }[state] ?? [...rising, ...falling]) {
      pen.beginPath();
      pen.moveTo(a, b);
      pen.lineTo(c, d);
      pen.stroke();
    }
    return tile;
  }

  // One picture instead of thousands of cells: ECharts paints those over several frames, and print waits for one.
  function paint(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * SHARP);
    canvas.height = Math.round(height * SHARP);
    const pen = canvas.getContext("2d");
    const steps = data.first[0].length;
    const wide = canvas.width / data.length, tall = canvas.height / steps;
    const cell = (day, top, part, fill) => {
      const x = Math.round(data.place[day] * wide), y = Math.round(top * tall);
      pen.fillStyle = fill;
      pen.fillRect(x, y, Math.round((data.place[day] + 1) * wide) - x, Math.round((top + part) * tall) - y);
    };
    const colour = (value) => shade(data.high > data.low ? (value - data.low) / (data.high - data.low) : 0.5);
    const patterns = {};
    data.first.forEach((row, day) => row.forEach((value, step) => {
      const state = data.states[day][step];
      if (value !== null) cell(day, step, 1, colour(value));
      else if (state !== data.absent)
        cell(day, step, 1, (patterns[state] ??= pen.createPattern(hatched(state, 8 * SHARP), "repeat")));
    }));
    for (const [day, step, value] of data.again) cell(day, step + 0.5, 0.5, colour(value));
    return canvas;
  }

  const clock = (step) => {
    const minutes = step * data.stepMinutes + data.phaseMinutes;
    return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  };

  function heatmap(width, chart) {
    const steps = data.first[0].length;
    const inner = width - 62, height = Math.max(264, steps);
    const image = paint(inner, height);
    const longest = Math.max(...data.marks.map(([, name]) => name.length));
    const every = Math.ceil((data.marks.length * (longest * 7 + 8)) / inner);
    const marks = data.marks.filter((_, i) => i % every === 0);
    const draw = (params) => {
      const { x, y } = params.coordSys;
      const names = marks.map(([place, name]) => ({
        type: "text", x: x + (place / data.length) * inner, y: y + height + 8,
        style: { text: name, fill: MUTED, font: `12px ${FONT}`, align: "center", verticalAlign: "top" },
      }));
      return { type: "group", children: [{ type: "image", style: { image, x, y, width: inner, height } }, ...names] };
    };
    const say = () => {
      const [place, row] = chart.instance.convertFromPixel({ xAxisIndex: 0, yAxisIndex: 0 }, chart.pointer);
      const day = data.place.findIndex((start) => place >= start && place < start + 1);
      const step = Math.floor(row);
      if (day < 0 || step < 0 || step >= steps) return "";
      const again = data.again.find(([d, s]) => d === day && s === step);
      const value = again && row % 1 >= 0.5 ? again[2] : data.first[day][step];
      const said = value === null ? escaped(data.words[data.states[day][step]] ?? "–") : `<b>${number(value)}</b> ${escaped(unit)}`;
      return `${data.days[day]} ${clock(step)}<br>${said}`;
    };
    return {
      height: height + 40,
      renderer: "canvas",
      option: {
        ...base,
        grid: { left: 46, top: 6, width: inner, height },
        xAxis: { type: "value", min: 0, max: data.length, show: false },
        yAxis: { type: "value", inverse: true, min: 0, max: steps, interval: steps / 8, axisLine: { show: false }, splitLine: { show: false }, axisLabel: text({ formatter: clock }) },
        tooltip: tooltip({ trigger: "item", formatter: say }),
        series: [{ type: "custom", clip: false, renderItem: draw, data: [[0, 0]] }],
      },
    };
  }

  function duration() {
    const nearest = (points, share) => points.reduce((best, point) => (Math.abs(point[0] - share) < Math.abs(best[0] - share) ? point : best));
    return {
      height: 420,
      renderer: "svg",
      option: {
        ...base,
        grid: { left: 46, right: 20, top: 12, bottom: 44 },
        xAxis: valueAxis({ max: 100, name: data.axis, nameLocation: "middle", nameGap: 28, nameTextStyle: text(), splitLine: { show: false } }),
        yAxis: valueAxis({}),
        tooltip: tooltip({
          trigger: "axis",
          formatter: ([found]) => [`${number(found.axisValue)} % ${escaped(data.tip)}`, ...data.curves.map((c) => `${escaped(c.name)}: <b>${number(nearest(c.points, found.axisValue)[1])}</b>`)].join("<br>"),
        }),
        series: data.curves.map((c) => ({
          type: "line", name: c.name, data: c.points, symbol: "none", lineStyle: { color: c.colour, width: 2, type: c.dashes.length ? c.dashes : "solid" }, itemStyle: { color: c.colour },
        })),
      },
    };
  }

  function areas(width) {
    const rows = data.rows;
    const labelWidth = Math.min(220, width * 0.3);
    const draw = (params, api) => {
      const { five, mean } = rows[params.dataIndex];
      const at = (value) => api.coord([value, params.dataIndex]);
      const [low, p10, median, p90, high] = five.map((value) => at(value)[0]);
      const y = at(0)[1], half = Math.min(13, api.size([0, 1])[1] * 0.27);
      const line = (x1, y1, x2, y2, lineWidth) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: EDGE, lineWidth } });
      const children = [
        line(low, y, high, y, 1.2), line(low, y - half / 2, low, y + half / 2, 1.2), line(high, y - half / 2, high, y + half / 2, 1.2),
        { type: "rect", shape: { x: p10, y: y - half, width: Math.max(1, p90 - p10), height: 2 * half }, style: { fill: BAR, stroke: EDGE, lineWidth: 1 } },
        line(median, y - half, median, y + half, 3),
      ];
      if (mean !== null) {
        const x = at(mean)[0];
        children.push({ type: "polygon", shape: { points: [[x - 6, y], [x, y - 6], [x + 6, y], [x, y + 6]] }, style: { fill: MEAN, stroke: "#fff", lineWidth: 1 } });
      }
      return { type: "group", children };
    };
    const said = (row) => {
      const [low, p10, median, p90, high] = row.five.map(number);
      return `<b>${escaped(row.name)}</b><br>${escaped(data.labels.mean)}: <b>${number(row.mean)}</b><br>${escaped(data.labels.median)}: ${median}<br>${escaped(data.labels.middle)}: ${p10}–${p90}<br>${escaped(data.labels.range)}: ${low}–${high}`;
    };
    return {
      height: rows.length * 46 + 56,
      renderer: "svg",
      option: {
        ...base,
        grid: { left: labelWidth + 12, right: 24, top: 6, bottom: 44 },
        xAxis: valueAxis({ name: unit, nameLocation: "middle", nameGap: 28, nameTextStyle: text() }),
        yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false }, axisLine: { lineStyle: { color: RULE } }, axisLabel: text({ color: INK, fontSize: 13, width: labelWidth, overflow: "break", interval: 0 }) },
        tooltip: tooltip({ formatter: (p) => said(rows[p.dataIndex]) }),
        series: [{ type: "custom", renderItem: draw, encode: { x: [1, 2], y: 0 }, data: rows.map((row, i) => [i, 0, row.five[4]]) }],
      },
    };
  }

  // The key below the chart: a sample beside its meaning.
  function key(sample, meaning) {
    const item = document.createElement("li");
    item.append(...[sample].flat(), meaning);
    document.getElementById("keys").append(item);
  }
  function drawn(width, parts) {
    const holder = document.createElement("div");
    holder.innerHTML = `<svg width="${width}" height="16" aria-hidden="true">${parts}</svg>`;
    return holder.firstChild;
  }
  const keys = {
    heatmap() {
      const scale = document.createElement("i");
      scale.style.background = `linear-gradient(90deg, ${RAMP.join(", ")})`;
      key([number(data.low), scale], `${number(data.high)} ${unit}`);
      for (const [state, meaning] of Object.entries(data.words)) {
        const sample = document.createElement("i");
        const absent = Number(state) === data.absent;
        sample.style.flex = "none";
        sample.style.width = "1.4rem";
        sample.style.border = `1px solid ${RULE}`;
        if (!absent) sample.style.background = `url(${hatched(state, 8).toDataURL()})`;
        key(sample, meaning);
      }
    },
    duration() {
      for (const c of data.curves)
        key(drawn(40, `<line x1="0" y1="8" x2="40" y2="8" stroke="${c.colour}" stroke-width="2" stroke-dasharray="${c.dashes.join(" ")}"/>`), c.name);
    },
    areas() {
      key(drawn(30, `<path d="M1 4v8M1 8h28M29 4v8" stroke="${EDGE}" fill="none"/>`), data.labels.range);
      key(drawn(30, `<rect x="1" y="2" width="28" height="12" fill="${BAR}" stroke="${EDGE}"/>`), data.labels.middle);
      key(drawn(8, `<line x1="4" y1="1" x2="4" y2="15" stroke="${EDGE}" stroke-width="3"/>`), data.labels.median);
      key(drawn(14, `<path d="M1 8l6-6 6 6-6 6z" fill="${MEAN}"/>`), data.labels.mean);
    },
  };

  const make = { heatmap, duration, areas }[data.kind];
  const chart = { instance: null, pointer: [0, 0], width: 0 };
  // The pointer is noted before the tooltip asks for it.
  function begin(options) {
    const instance = echarts.init(element, null, options);
    instance.getZr().on("mousemove", (event) => (chart.pointer = [event.offsetX, event.offsetY]));
    return instance;
  }
  function draw(width) {
    if (!width || width === chart.width) return;
    chart.width = width;
    const { height, option, renderer } = make(width, chart);
    element.style.height = `${height}px`;
    chart.instance ??= begin({ renderer, width, height, devicePixelRatio: SHARP });
    chart.instance.resize({ width, height });
    chart.instance.setOption(option, { notMerge: true });
    chart.instance.getZr().flush();
  }
  draw(element.clientWidth);
  keys[data.kind]();
  let pending = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => draw(element.clientWidth));
  });
  addEventListener("beforeprint", () => draw(PRINT_WIDTH));
  addEventListener("afterprint", () => draw(element.clientWidth));
  document.documentElement.dataset.charts = "1";
})();
