import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const whole = ts.TypeFormatFlags.NoTruncation;

/** What an entry exports, types too: one line each, with its signatures or its properties. */
export function exportedTypes(): (entry: string) => readonly string[] {
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const path = (entry: string) => `${root}src/${entry}.ts`;
  const program = ts.createProgram(['index', 'node', 'stats', 'testing'].map(path), options);
  const checker = program.getTypeChecker();

  const text = (type: ts.Type, flags = whole): string => checker.typeToString(type, undefined, flags);
  /** The kind of a generic parameter, or of none. */
  const parameters = (symbol: ts.Symbol): string => {
    const declared = symbol.declarations?.find(
      (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
    );
    const named = declared?.typeParameters?.map((one) => one.getText()).join(', ');
    return named === undefined ? '' : `<${named}>`;
  };
  const member = (symbol: ts.Symbol): string => {
    const mayLack = symbol.flags & ts.SymbolFlags.Optional ? '?' : '';
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const readonly =
      declaration && ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly ? 'readonly ' : '';
    return `${readonly}${symbol.name}${mayLack}: ${text(checker.getTypeOfSymbol(symbol))}`;
  };
  const members = (type: ts.Type): string => {
    const calls = type.getCallSignatures().map((call) => checker.signatureToString(call, undefined, whole));
    const properties = checker
      .getPropertiesOfType(type)
      .filter(({ valueDeclaration, name }) => {
        const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
        return !name.startsWith('__') && !(valueDeclaration && ts.getCombinedModifierFlags(valueDeclaration) & hidden);
      })
      .map((one) => member(one));
    return `{ ${[...calls, ...properties.toSorted((a, b) => (a < b ? -1 : 1))].join('; ')} }`;
  };
  const line = (exported: ts.Symbol): string => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const { name } = exported;
    if (symbol.flags & ts.SymbolFlags.Class) {
      const made = checker.getTypeOfSymbol(symbol).getConstructSignatures();
      const news = made.map((one) => `new ${checker.signatureToString(one, undefined, whole)}`).join('; ');
      return `class ${name} ${members(checker.getDeclaredTypeOfSymbol(symbol))} by ${news}`;
    }
    if (symbol.flags & ts.SymbolFlags.Interface)
      return `interface ${name}${parameters(symbol)} ${members(checker.getDeclaredTypeOfSymbol(symbol))}`;
    if (symbol.flags & ts.SymbolFlags.TypeAlias) {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      return `type ${name}${parameters(symbol)} = ${text(type, whole | ts.TypeFormatFlags.InTypeAlias)}`;
    }
    const overloads = checker.getTypeOfSymbol(symbol).getCallSignatures();
    if (symbol.flags & ts.SymbolFlags.Function)
      return `function ${name}${overloads.map((one) => checker.signatureToString(one, undefined, whole)).join(' and ')}`;
    return `const ${name}: ${text(checker.getTypeOfSymbol(symbol))}`;
  };
  return (entry) => {
    const file = checker.getSymbolAtLocation(program.getSourceFile(path(entry))!)!;
    return checker
      .getExportsOfModule(file)
      .map((one) =>
        line(one)
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/import\("[^"]*"\)\./g, ''),
      )
      .toSorted((a, b) => (a < b ? -1 : 1));
  };
}
