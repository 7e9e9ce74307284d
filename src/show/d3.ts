// What is used of d3, in one place: it is built into the package, not installed with it.
export { scaleLinear, scalePow } from 'd3-scale';
export { area, curveStepAfter, line } from 'd3-shape';
export { utcFormat } from 'd3-time-format';
