import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

/**
 * Writes what the sources say of each key of a schema above the key in the types of `dist`, from where editors show it: the
 * compiler leaves comments out of a type that it inferred. Part of `npm run build`.
 */

/** A schema as its source writes it: comments by path (`gate.segments`), and what other schemas it is made of, by path. */
interface Schema {
  readonly comments: ReadonlyMap<string, string>;
  readonly parts: readonly { readonly path: string; readonly name: string }[];
}
interface SourceFile {
  readonly schemas: Map<string, Schema>;
  /** Local names of what it imports. */
  readonly imports: Map<string, { readonly file: string; readonly name: string }>;
}

const pathOf = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);
const parsed = (name: string, text: string) => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);

function readSource(path: string): SourceFile {
  const file = parsed(path, readFileSync(path, 'utf8'));
  const source: SourceFile = { schemas: new Map(), imports: new Map() };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const from = join(dirname(path), statement.moduleSpecifier.text.replace(/\.js$/, '.ts'));
      const named = statement.importClause?.namedBindings;
      if (named && ts.isNamedImports(named))
        for (const { name, propertyName } of named.elements)
          source.imports.set(name.text, { file: from, name: (propertyName ?? name).text });
    }
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer && ts.isIdentifier(name)) source.schemas.set(name.text, schemaIn(initializer));
  }
  return source;
}

function schemaIn(initializer: ts.Expression): Schema {
  const comments = new Map<string, string>();
  const parts: { path: string; name: string }[] = [];
  const visit = (node: ts.Node, path: string): void => {
    if (ts.isIdentifier(node)) parts.push({ path, name: node.text });
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression, path);
    else if (
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      !ts.isComputedPropertyName(node.name)
    ) {
      const inner = pathOf(path, node.name.text);
      const comment = commentAt(node);
      if (comment !== undefined) comments.set(inner, comment);
      visit(ts.isPropertyAssignment(node) ? node.initializer : node.name, inner);
    } else ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(initializer, '');
  return { comments, parts };
}

/** What the sources say of a path within a schema, in its own words or in those of what it is made of. */
function commentOf(
  files: ReadonlyMap<string, SourceFile>,
  file: string,
  name: string,
  path: string,
  depth = 8,
): string | undefined {
  const source = files.get(file);
  const imported = source?.imports.get(name);
  if (imported) return depth > 0 ? commentOf(files, imported.file, imported.name, path, depth - 1) : undefined;
  const schema = source?.schemas.get(name);
  if (schema === undefined || depth === 0) return undefined;
  const own = schema.comments.get(path);
  if (own !== undefined) return own;
  for (const part of schema.parts) {
    if (part.name === name || !(part.path === '' || path.startsWith(`${part.path}.`))) continue;
    const rest = part.path === '' ? path : path.slice(part.path.length + 1);
    const found = commentOf(files, file, part.name, rest, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Key {
  readonly path: string;
  readonly node: ts.PropertySignature;
}

/** The keys of a type, by path. */
function keysOf(type: ts.Node): readonly Key[] {
  const keys: Key[] = [];
  const visit = (node: ts.Node, path: string): void => {
    if (ts.isPropertySignature(node) && !ts.isComputedPropertyName(node.name)) {
      const inner = pathOf(path, node.name.text);
      keys.push({ path: inner, node });
      if (node.type) visit(node.type, inner);
    } else ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(type, '');
  return keys;
}

/** The schemas of a file of types, by name. */
const schemasOf = (file: ts.SourceFile): ReadonlyMap<string, readonly Key[]> =>
  new Map(
    file.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .flatMap(({ name, type }) => (type?.getText().includes('z.Zod') ? [[name.getText(), keysOf(type)]] : [])),
  );

const commentAt = (node: ts.Node) => ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.getText();

/** Every option in a file of types, `AdwinOptions.delta`, with its comment. */
export function optionsOf(text: string): readonly { readonly key: string; readonly comment: string | undefined }[] {
  const file = parsed('types.d.ts', text);
  const schemas = schemasOf(file);
  return file.statements.flatMap((statement) => {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) return [];
    const name = statement.name.text;
    const [, schema = ''] = /\bz\.input<typeof ([\w$]+)>/.exec(statement.getText()) ?? [];
    const own = /(?:Options|Settings)$/.test(name) ? keysOf(statement) : [];
    return [...own, ...(schemas.get(schema) ?? [])].map(({ path, node }) => ({
      key: `${name}.${path}`,
      comment: commentAt(node),
    }));
  });
}

function documented(text: string, files: ReadonlyMap<string, SourceFile>): string {
  const inserts: { at: number; comment: string }[] = [];
  for (const [renamed, keys] of schemasOf(parsed('types.d.ts', text))) {
    const name = renamed.replace(/\$\d+$/, '');
    // Of several sources with a schema of this name, the one that knows most of the keys.
    const told = [...files]
      .filter(([, { schemas }]) => schemas.has(name))
      .map(([file]) => keys.map(({ path }) => commentOf(files, file, name, path)))
      .toSorted((a, b) => b.filter(Boolean).length - a.filter(Boolean).length)[0];
    for (const [i, { node }] of keys.entries()) {
      const comment = told?.[i];
      if (comment !== undefined && commentAt(node) === undefined) inserts.push({ at: node.getStart(), comment });
    }
  }
  let all = text;
  for (const { at, comment } of inserts.toSorted((a, b) => b.at - a.at)) {
    const indent = /[ \t]*$/.exec(all.slice(0, at))![0];
    all = `${all.slice(0, at)}${comment.replaceAll(/\n\s*/g, `\n${indent} `)}\n${indent}${all.slice(at)}`;
  }
  return all;
}

function documentTypes(root: string): void {
  const src = join(root, 'src');
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const files = new Map(names.map((name) => [join(src, name), readSource(join(src, name))]));
  for (const name of readdirSync(join(root, 'dist')).filter((file) => /\.d\.c?ts$/.test(file))) {
    const path = join(root, 'dist', name);
    writeFileSync(path, documented(readFileSync(path, 'utf8'), files));
  }
}
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  documentTypes(fileURLToPath(new URL('..', import.meta.url)));
