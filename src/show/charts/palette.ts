/** Colours by role. Verdicts also differ by shape and by word, never by colour alone. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly paper: string;
  readonly panel: string;
  readonly reference: string;
  readonly window: string;
  readonly drift: string;
  readonly warning: string;
  readonly immaterial: string;
  readonly stable: string;
}

/** On white. Vermilion, amber and blue stay apart for the common forms of colour blindness and in grey. */
export const light: Palette = {
  ink: '#17202e',
  muted: '#586374',
  line: '#dde2ea',
  paper: '#ffffff',
  panel: '#f5f7fa',
  reference: '#8792a5',
  window: '#2563c9',
  drift: '#c43d0f',
  warning: '#966000',
  immaterial: '#6c7a93',
  stable: '#2c7864',
};

/** On near-black. */
export const dark: Palette = {
  ink: '#e8ecf3',
  muted: '#9ba7ba',
  line: '#313a49',
  paper: '#12161d',
  panel: '#1a202a',
  reference: '#717e93',
  window: '#6ea4ff',
  drift: '#ff7a4d',
  warning: '#e8b04a',
  immaterial: '#93a1ba',
  stable: '#5fc2a6',
};

/** The same names as CSS variables, for drawings inside a page that sets them. */
export const variables: Palette = Object.fromEntries(
  Object.keys(light).map((name) => [name, `var(--${name})`]),
) as unknown as Palette;

/** The style sheet of the charts: written into a chart that stands alone, or once into a page that holds many. */
export const chartStyle = (palette: Palette): string =>
  [
    `.ds text{font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:11px;fill:${palette.muted}}`,
    `.ds .t{font-size:15px;font-weight:600;fill:${palette.ink}}`,
    `.ds .b{font-weight:600;fill:${palette.ink}}`,
    `.ds .h{stroke:${palette.paper};stroke-width:3px;stroke-linejoin:round;paint-order:stroke}`,
    `.ds .paper{fill:${palette.paper}}.ds .shade{fill:${palette.line};fill-opacity:.6}`,
    `.ds .grid{stroke:${palette.line};fill:none}.ds .axis{stroke:${palette.muted};fill:none}`,
    `.ds .line{stroke:${palette.window};stroke-width:1.8px;fill:none;stroke-linejoin:round}`,
    `.ds .band{fill:${palette.window};fill-opacity:.16}`,
    `.ds .zone{fill:${palette.drift};fill-opacity:.05}`,
    `.ds .limit{stroke:${palette.ink};stroke-width:1.3px;stroke-dasharray:6 4;fill:none}`,
    `.ds .low{fill:${palette.window};fill-opacity:.5}.ds .whisker{stroke-width:1.6px;stroke:${palette.ink};fill:none}`,
    `.ds .version{stroke:${palette.muted};stroke-dasharray:1 3;fill:none}.ds .pill{fill:${palette.paper};stroke:${palette.muted}}`,
    `.ds .onset{stroke:${palette.ink};stroke-width:1.5px;fill:none}`,
    `.ds .ref{fill:${palette.reference}}.ds .win{fill:${palette.window}}.ds .refline{stroke:${palette.muted};fill:none}`,
    `.ds .drift{fill:${palette.drift}}.ds .warning{fill:${palette.warning}}.ds .stable{fill:${palette.stable}}`,
    `.ds .immaterial{fill:${palette.paper};stroke:${palette.immaterial};stroke-width:1.6px}`,
    `.ds .undecided{stroke:${palette.muted};stroke-width:1.5px;fill:none}`,
    `.ds .s-drift{fill:${palette.drift}}.ds .s-warning{fill:${palette.warning}}.ds .s-immaterial{fill:${palette.immaterial}}.ds .s-stable{fill:${palette.reference}}`,
    `.ds .b-stable,.ds .b-immaterial,.ds .b-undecided{fill:${palette.window};fill-opacity:.2}.ds .b-drift{fill:${palette.drift};fill-opacity:.3}.ds .b-warning{fill:${palette.warning};fill-opacity:.3}`,
    `.ds .foot{stroke:${palette.ink};stroke-width:2px;fill:none}`,
    `.ds .flag{stroke:${palette.paper};stroke-width:1px}`,
  ].join('');
