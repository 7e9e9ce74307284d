import { Application, Converter, TSConfigReader, TypeDocReader, type DocumentReflection } from 'typedoc';

/**
 * Builds the documentation site into docs/api from the doc comments, the README and the pages listed in typedoc.json. Pages are
 * called by their first heading and grouped by their folder. Anything that is missing, undocumented or linked wrongly is an error.
 */
const app = await Application.bootstrapWithPlugins({}, [new TypeDocReader(), new TSConfigReader()]);
app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context: unknown, page: DocumentReflection) => {
  page.frontmatter['group'] = groupOf(page.name);
  const text = page.content.map((part) => part.text).join('');
  page.name = /^# (.+)$/m.exec(text)?.[1] ?? page.name;
});
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);

function groupOf(name: string): string {
  if (name.includes('decisions/')) return 'Decisions';
  if (name.startsWith('examples/')) return 'Examples';
  return name === name.toUpperCase() && name !== 'README' ? 'Project' : 'Guides';
}
