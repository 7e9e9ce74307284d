// What is used of d3, in one place: it is built into the package, not installed with it.
import { scaleLinear, scalePow } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';

export { area, curveStepAfter, line, scaleLinear, scalePow };
