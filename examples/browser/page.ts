import {
  compare,
  DriftSenseError,
  parseCsv,
  parseReference,
  profile,
  renderReport,
  type WindowReport,
} from 'driftsense';

/** What was dropped on either side: a table, or for the reference its profile. */
const given: { reference?: Parameters<typeof compare>[0]; window?: Parameters<typeof compare>[1]; name?: string } = {};

const part = (id: string): HTMLElement => document.getElementById(id)!;
const tell = (text: string, verdict = ''): void => {
  part('said').textContent = text;
  part('said').className = verdict;
};

for (const side of ['reference', 'window'] as const) {
  const zone = part(side);
  const input = zone.querySelector('input')!;
  input.addEventListener('change', () => void take(side, input.files?.[0]));
  for (const type of ['dragover', 'dragleave', 'drop'])
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.toggle('over', type === 'dragover');
      if (type === 'drop') void take(side, (event as DragEvent).dataTransfer?.files[0]);
    });
}

/** Reads a file that was dropped or chosen, and judges as soon as both sides are there. */
async function take(side: 'reference' | 'window', file: File | undefined): Promise<void> {
  if (file === undefined) return;
  tell(`Reading ${file.name} …`);
  try {
    const kept = side === 'reference' && file.name.endsWith('.json');
    const table = kept ? parseReference(JSON.parse(await file.text())) : await parseCsv(file.stream(), {}, file.name);
    Object.assign(given, { [side]: table }, side === 'window' && { name: file.name });
    part(side).querySelector('strong')!.textContent = `${side === 'reference' ? 'Before' : 'After'}: ${file.name}`;
    const { reference, window, name = '' } = given;
    if (reference !== undefined && window !== undefined) show(compare(reference, window), name);
    else tell('Now the other file.');
  } catch (error) {
    tell(DriftSenseError.is(error) ? `${error.message} (${error.code})` : String(error), 'failed');
  }
}

/** The verdict in a line, the report under it, and what can be saved: both are made here. */
function show(report: WindowReport, name: string): void {
  const drifted = report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column);
  tell(drifted.length > 0 ? `${report.verdict}: ${drifted.join(', ')}` : report.verdict, report.verdict);
  const page = renderReport({ monitor: name, reports: [{ ...report, window: { ...report.window, id: name } }] });
  const frame = part('report') as HTMLIFrameElement;
  frame.hidden = false;
  frame.srcdoc = page;
  offer('save-report', `${name}.report.html`, 'text/html', page);
  const { reference } = given;
  const stored = reference !== undefined && 'kind' in reference ? reference : profile(reference as never);
  offer('save-profile', 'reference.json', 'application/json', JSON.stringify(stored));
}

function offer(id: string, file: string, type: string, text: string): void {
  const link = part(id) as HTMLAnchorElement;
  URL.revokeObjectURL(link.href);
  Object.assign(link, { hidden: false, download: file, href: URL.createObjectURL(new Blob([text], { type })) });
}
