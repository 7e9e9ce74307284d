import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Options = Readonly<Record<string, readonly string[]>>;

/** Everything that is exported, with who knows its types; made once. */
function readSurface() {
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const entries = ['index', 'node', 'stats', 'testing'].map((name) => `${root}src/${name}.ts`);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const exported = entries
    .flatMap((entry) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!))
    .map((symbol) => ({
      name: symbol.name,
      own: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }));
  return { checker, exported };
}
let known: ReturnType<typeof readSurface> | undefined;
const surface = () => (known ??= readSurface());

const namesOf = (type: ts.Type): string[] => type.getProperties().map(({ name }) => name);

/** Every option of the public surface: by exported `…Options` or `…Settings`, the names of its properties, from the types. */
export function publicOptions(): Options {
  const { checker, exported } = surface();
  return Object.fromEntries(
    exported
      .filter(({ name }) => /(Options|Settings)$/.test(name))
      .map(({ name, own }) => [name, namesOf(checker.getDeclaredTypeOfSymbol(own))]),
  );
}

/** Options that are written in the signature of a function, or of a method of a class: by its name, theirs. */
export function signatureOptions(): Options {
  const { checker, exported } = surface();
  const optionsOf = (name: string, type: ts.Type): [string, string[]][] => [
    ...type.getCallSignatures().flatMap(({ parameters }) =>
      parameters.flatMap((parameter): [string, string[]][] => {
        const own = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
        const isWritten = own.symbol?.name === '__type' && own.aliasSymbol === undefined;
        return parameter.name === 'options' && isWritten ? [[name, namesOf(own)]] : [];
      }),
    ),
    ...type.getConstructSignatures().flatMap((made) =>
      made
        .getReturnType()
        .getProperties()
        .flatMap((method) => optionsOf(`${name}.${method.name}`, checker.getTypeOfSymbol(method))),
    ),
  ];
  return Object.fromEntries(
    exported
      .filter(({ own }) => own.flags & ts.SymbolFlags.Value)
      .flatMap(({ name, own }) => optionsOf(name, checker.getTypeOfSymbol(own))),
  );
}
