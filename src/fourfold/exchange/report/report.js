// Draws the charts of a report from the data in the page. The tables beside them say the same without this script.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const INK = "#17212b", MUTED = "#55626e", RULE = "#d8dde2", FAINT = "#eceff2";
  const RISE = "#2a7f95", FALL = "#b4581f", TOTAL = "#0f5a6b", SHARP = 3;
  // Even steps of lightness in OKLCH from 0.97 to 0.39, so that equal differences look equal, also without colour.
  const RAMPS = {
    energy: ["#d9fdff", "#a8eaf5", "#7ed5ea", "#59bddf", "#3ba5d2", "#2b8bc2", "#2772ad", "#285a94", "#284377"],
    factor: ["#fef6d4", "#f1dba6", "#e5c07b", "#d8a455", "#c98934", "#b76f18", "#a35603", "#8b4103", "#702f0b"],
    matched: ["#fbf3e4", "#e9efd0", "#cfe6bd", "#addaaf", "#83caa6", "#56b59d", "#2d9b91", "#147d80", "#0f5a6b"],
    unmatched: ["#f6f4f1", "#eadfd3", "#e0c8b0", "#d6ae8a", "#c99266", "#b67748", "#9d5d31", "#7f4521", "#5f3016"],
    emissions: ["#fff3e8", "#fed3b9", "#ffb094", "#f78c80", "#e36f7b", "#c8567b", "#a94279", "#863473", "#632a67"],
  };
  const LINES = { energy: "#2b8bc2", factor: "#a35603", emissions: "#a94279" };
  const FONT = getComputedStyle(document.body).fontFamily;
  const NARROW = 560;
  const PRINT_WIDTH = 680;

  const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const pad = (n) => String(n).padStart(2, "0");

  function number(value) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    if (value === 0) return "0";
    const decimals = Math.max(0, Math.min(12, data.digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
    let [whole, fraction = ""] = Math.abs(value).toFixed(decimals).split(".");
    if (whole.length > 4) whole = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
    fraction = fraction.replace(/0+$/, "");
    return (value < 0 ? "\u2212" : "") + whole + (fraction && "." + fraction);
  }

  const text = (more) => ({ fontFamily: FONT, fontSize: 12, color: MUTED, ...more });
  const tooltip = (more) => ({
    confine: true, backgroundColor: "#fff", borderColor: RULE, padding: [6, 10],
    textStyle: text({ color: INK, fontSize: 13 }), transitionDuration: 0, ...more,
  });
  const base = { animation: false, textStyle: { fontFamily: FONT } };

  function waterfall(width) {
    const bars = data.waterfall.map((bar) => ({ ...bar, from: Number(bar.from), to: Number(bar.to) }));
    const narrow = width < NARROW;
    const colour = (bar) => (bar.total ? TOTAL : bar.to < bar.from ? FALL : RISE);
    const draw = (params, api) => {
      const bar = bars[params.dataIndex];
      const start = api.coord([bar.from, params.dataIndex]);
      const end = api.coord([bar.to, params.dataIndex]);
      const height = Math.min(34, api.size([0, 1])[1] * 0.56);
      const next = api.coord([bar.to, params.dataIndex + 1]);
      const left = Math.min(start[0], end[0]);
      const reach = Math.max(start[0], end[0]);
      const children = [
        { type: "rect", shape: { x: left, y: start[1] - height / 2, width: Math.max(1, reach - left), height }, style: { fill: colour(bar) } },
        { type: "text", x: reach + 7, y: start[1], style: { text: bar.shown, fill: INK, font: `${bar.total ? 650 : 500} 13px ${FONT}`, verticalAlign: "middle" } },
      ];
      if (params.dataIndex < bars.length - 1)
        children.push({ type: "line", shape: { x1: end[0], y1: start[1] + height / 2, x2: end[0], y2: next[1] - height / 2 }, style: { stroke: MUTED, lineWidth: 1, lineDash: [2, 2] } });
      return { type: "group", children };
    };
    const labelWidth = narrow ? Math.min(118, width * 0.34) : Math.min(260, width * 0.3);
    return {
      height: bars.length * (narrow ? 54 : 50) + 46,
      option: {
        ...base,
        grid: { left: labelWidth + 12, right: 70, top: 6, bottom: 40 },
        xAxis: { type: "value", name: "kg CO₂e", nameLocation: "middle", nameGap: 25, nameTextStyle: text(), axisLabel: text({ hideOverlap: true, formatter: number }), splitLine: { lineStyle: { color: FAINT } }, splitNumber: narrow ? 3 : 6 },
        yAxis: { type: "category", inverse: true, data: bars.map((bar) => bar.name), axisTick: { show: false }, axisLine: { lineStyle: { color: RULE } }, axisLabel: text({ color: INK, fontSize: 13, width: labelWidth, overflow: "break", interval: 0 }) },
        tooltip: tooltip({ formatter: (p) => `${escaped(bars[p.dataIndex].name)}<br><b>${escaped(bars[p.dataIndex].shown)}</b> kg CO₂e` }),
        series: [{ type: "custom", renderItem: draw, encode: { x: [0, 1], y: 2 }, data: bars.map((bar, i) => [bar.from, bar.to, i]) }],
      },
    };
  }

  const dayAt = (profile, day) => {
    const [year, month, date] = profile.start.split("-").map(Number);
    return new Date(Date.UTC(year, month - 1, date + day));
  };
  const clock = (profile, step) => {
    const minutes = step * profile.stepMinutes;
    return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  };

  // One picture instead of thousands of cells: ECharts paints those over several frames, and print waits for one.
  function paint(levels, steps, upright, [width, height], ramp, low, high) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * SHARP);
    canvas.height = Math.round(height * SHARP);
    const pen = canvas.getContext("2d");
    const days = levels.length / steps;
    const [wide, tall] = upright ? [canvas.width / steps, canvas.height / days] : [canvas.width / days, canvas.height / steps];
    levels.forEach((level, i) => {
      if (level === null) return;
      const day = Math.floor(i / steps), step = i % steps;
      const [column, row] = upright ? [step, day] : [day, step];
      pen.fillStyle = shade(ramp, high > low ? (level - low) / (high - low) : 0.5);
      pen.fillRect(Math.round(column * wide), Math.round(row * tall), Math.ceil(wide), Math.ceil(tall));
    });
    return canvas;
  }

  function shade(ramp, share) {
    const place = share * (ramp.length - 1);
    const first = Math.min(Math.floor(place), ramp.length - 2);
    const mixed = [1, 3, 5].map((at) => {
      const [from, to] = [first, first + 1].map((stop) => parseInt(ramp[stop].slice(at, at + 2), 16));
      return Math.round(from + (to - from) * (place - first));
    });
    return `rgb(${mixed.join(",")})`;
  }

  function heat(profile, quantity, width, chart) {
    const { unit, levels } = profile[quantity];
    const scale = Number(profile[quantity].scale);
    const days = profile.days, steps = profile.steps;
    // Cells are whole device pixels, or the picture would shimmer; a phone shows the days downwards.
    const upright = width < days * 1.6 + 60;
    const along = upright ? Math.max(1, Math.round(420 / days)) : Math.max(1, Math.floor(((width - 52) * SHARP) / days) / SHARP);
    const across = upright ? Math.max(1, Math.floor((width - 52) / steps)) : Math.max(1, Math.round(168 / steps));
    const monthStart = (i) => dayAt(profile, Number(i)).getUTCDate() === 1 || Number(i) === 0;
    const known = levels.filter((value) => value !== null);
    const { low = Math.min(...known), high = Math.max(...known) } = profile[quantity];
    const picture = upright ? [across * steps, along * days] : [along * days, across * steps];
    const image = paint(levels, steps, upright, picture, RAMPS[quantity], low, high);
    const dayAxis = {
      type: "category", data: Array.from({ length: days }, (_, i) => i), axisLine: { show: false },
      axisTick: { show: days > 40, interval: (i) => monthStart(i), alignWithLabel: false, lineStyle: { color: MUTED } },
      axisLabel: text({
        interval: (i) => days <= 40 ? i % 7 === 0 : dayAt(profile, i).getUTCDate() === 15, hideOverlap: true,
        formatter: (i) => days <= 40 ? `${dayAt(profile, Number(i)).getUTCMonth() + 1}-${dayAt(profile, Number(i)).getUTCDate()}` : data.months[dayAt(profile, Number(i)).getUTCMonth()],
      }),
    };
    const stepAxis = {
      type: "category", data: Array.from({ length: steps }, (_, i) => i), axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: text({ interval: (i) => i % (steps / 4) === 0, formatter: (i) => clock(profile, Number(i)) }),
    };
    const draw = (params) => ({ type: "image", style: { image, x: params.coordSys.x, y: params.coordSys.y, width: picture[0], height: picture[1] } });
    const cellAt = (point) => {
      const [x, y] = chart.instance.convertFromPixel({ xAxisIndex: 0, yAxisIndex: 0 }, point);
      return upright ? [y, x] : [x, y];
    };
    return {
      height: picture[1] + (upright ? 30 : 32),
      legend: { colours: RAMPS[quantity], low: number(low * scale), high: `${number(high * scale)} ${unit}` },
      pixelRatio: SHARP,
      option: {
        ...base,
        grid: { left: 46, top: upright ? 26 : 4, width: picture[0], height: picture[1] },
        xAxis: upright ? { ...stepAxis, position: "top" } : dayAxis,
        yAxis: { ...(upright ? dayAxis : stepAxis), inverse: true },
        tooltip: tooltip({
          formatter: () => {
            const [day, step] = cellAt(chart.pointer);
            const level = levels[day * steps + step];
            return `${dayAt(profile, day).toISOString().slice(0, 10)} ${clock(profile, step)}<br><b>${number(level === null ? null : level * scale)}</b> ${escaped(unit)}`;
          },
        }),
        series: [{ type: "custom", renderItem: draw, data: [[0, 0]] }],
      },
    };
  }

  function typical(profile, quantity, width) {
    const values = profile.typical[quantity].map((value) => (value === null ? null : Number(value)));
    const unit = profile[quantity].unit;
    const series = quantity === "factor"
      ? { type: "line", step: "middle", symbol: "none", lineStyle: { color: LINES.factor, width: 2 }, itemStyle: { color: LINES.factor }, data: values }
      : { type: "bar", barCategoryGap: "18%", itemStyle: { color: LINES[quantity] }, data: values };
    return {
      height: width < 300 ? 170 : 190,
      option: {
        ...base,
        grid: { left: 4, right: 6, top: 10, bottom: 4, containLabel: true },
        xAxis: { type: "category", data: values.map((_, hour) => hour), axisTick: { show: false }, axisLine: { lineStyle: { color: RULE } }, axisLabel: text({ interval: (i) => i % 6 === 0, formatter: (hour) => `${pad(hour)}:00` }) },
        yAxis: { type: "value", min: 0, splitNumber: 3, axisLabel: text({ formatter: number }), splitLine: { lineStyle: { color: FAINT } } },
        tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, formatter: ([p]) => `${pad(p.dataIndex)}:00–${pad(p.dataIndex + 1)}:00<br><b>${number(p.value)}</b> ${escaped(unit)}` }),
        series: [series],
      },
    };
  }

  function addLegend(element, { colours, low, high }) {
    const legend = document.createElement("p");
    const scale = document.createElement("i");
    scale.style.background = `linear-gradient(90deg, ${colours.join(", ")})`;
    legend.className = "legend";
    legend.append(low, scale, high);
    element.after(legend);
    return legend;
  }

  const charts = [];
  function begin(chart, options) {
    const instance = echarts.init(chart.element, null, options);
    instance.getZr().on("mousemove", (event) => (chart.pointer = [event.offsetX, event.offsetY]));
    return instance;
  }

  function add(element, renderer, make) {
    const chart = { element, make, width: 0, instance: null, pointer: [0, 0] };
    chart.draw = (width) => {
      if (!width || width === chart.width) return;
      chart.width = width;
      const { height, option, pixelRatio, legend } = make(width, chart);
      element.style.height = `${height}px`;
      chart.instance ??= begin(chart, { renderer, width, height, devicePixelRatio: pixelRatio });
      chart.instance.resize({ width, height });
      chart.instance.setOption(option, { notMerge: true });
      chart.instance.getZr().flush();
      if (legend && !chart.legend) chart.legend = addLegend(element, legend);
    };
    charts.push(chart);
  }

  const fall = document.getElementById("waterfall");
  add(fall, "svg", waterfall);
  for (const element of document.querySelectorAll(".chart.heat"))
    add(element, "canvas", (width, chart) => heat(data[element.dataset.group ?? "profiles"][element.dataset.profile], element.dataset.quantity, width, chart));
  for (const element of document.querySelectorAll(".chart.typical")) {
    element.previousElementSibling.append(`, ${data.profiles[element.dataset.profile][element.dataset.quantity].unit}`);
    add(element, "svg", (width) => typical(data.profiles[element.dataset.profile], element.dataset.quantity, width));
  }

  const fit = () => charts.forEach((chart) => chart.draw(chart.element.clientWidth));
  let pending = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(fit);
  });

  // On paper everything is open and every chart as wide as the sheet.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => (details.open = true));
    charts.forEach((chart) => chart.draw(chart.element.classList.contains("typical") ? Math.floor((PRINT_WIDTH - 30) / 3) : PRINT_WIDTH));
  });
  addEventListener("afterprint", () => {
    opened.forEach((details) => (details.open = false));
    fit();
  });
  fit();
  document.documentElement.dataset.charts = String(charts.length);
})();
