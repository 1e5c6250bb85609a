// The chart types and components the report draws with; everything else of ECharts stays out of the file.
import * as core from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

core.use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

export const { init, version } = core;
