import { memoryAlerter } from '../../../src/index.js';
import { messages, option, trained, windows, type Options } from '../a-life.js';
import type { OptionCase } from '../every-option.js';

/** Who is told, and when. */
export const alerts: Readonly<Record<string, OptionCase>> = {
  alerters: { one: 0, other: 2, observe: sentTo },
  'alerts.confirm.windows': option(
    { alerts: { confirm: { windows: 1, of: 3 } } },
    { alerts: { confirm: { windows: 3, of: 3 } } },
    messages,
  ),
  'alerts.confirm.of': option(
    { alerts: { confirm: { windows: 2, of: 2 } } },
    { alerts: { confirm: { windows: 2, of: 5 } } },
    (options) => messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[5]!]),
  ),
  'alerts.remindEvery': option({ alerts: { remindEvery: 1 } }, { alerts: { remindEvery: false } }, messages),
  'alerts.clearAfter': option({ alerts: { clearAfter: 1 } }, { alerts: { clearAfter: 3 } }, (options) =>
    messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[2]!]),
  ),
  'alerts.performanceTolerance': option({}, { alerts: { performanceTolerance: false } }, messages),
  'alerts.topColumns': option({ alerts: { topColumns: 0 } }, { alerts: { topColumns: 3 } }, messages),
  'alerts.resolved': option({ alerts: { resolved: true } }, { alerts: { resolved: false } }, (options) =>
    messages(options, [windows[5]!, windows[0]!, windows[1]!, windows[2]!]),
  ),
  'alerts.link': option({}, { alerts: { link: 'https://example.org/drift' } }, linked),
  'alerts.promotions': { one: true, other: false, observe: promotionsTold },
};

/** How many channels a message reached. */
async function sentTo(channels: number) {
  const alerters = Array.from({ length: channels }, (_, i) => memoryAlerter({ name: `channel ${i}` }));
  await messages({ alerters }, [windows[5]!]);
  return alerters.map(({ messages: kept }) => kept.length);
}

/** The address in a message. */
async function linked(options: Options) {
  const alerter = memoryAlerter();
  await messages({ ...options, alerters: [alerter] }, [windows[5]!]);
  return alerter.messages.map(({ link }) => link);
}

/** Whether somebody is told that another version serves, where no alert ends with it that says so. */
async function promotionsTold(promotions: boolean) {
  const alerter = memoryAlerter();
  await trained({ alerters: [alerter], alerts: { promotions, performanceTolerance: false } });
  return alerter.messages.map(({ kind }) => kind);
}
