import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every option of the public surface: by exported `…Options` or `…Settings`, the names of its properties, from the types. */
export function publicOptions(): Readonly<Record<string, readonly string[]>> {
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const entries = ['index', 'node', 'stats', 'testing'].map((name) => `${root}src/${name}.ts`);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const exported = entries.flatMap((entry) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!),
  );
  return Object.fromEntries(
    exported
      .filter(({ name }) => /(Options|Settings)$/.test(name))
      .map((symbol) => {
        const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const properties = checker.getDeclaredTypeOfSymbol(own).getProperties();
        return [symbol.name, properties.map(({ name }) => name)];
      }),
  );
}
