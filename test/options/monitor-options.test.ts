import { monitorOptions } from '../../src/monitor/options.js';
import { everyOption } from './every-option.js';
import { alerts } from './monitor-options/alerts.js';
import { judging } from './monitor-options/judging.js';
import { retrain } from './monitor-options/retrain.js';
import { services } from './monitor-options/services.js';
import { windows } from './monitor-options/windows.js';

everyOption('the Monitor', monitorOptions, { ...judging, ...windows, ...retrain, ...alerts, ...services });
