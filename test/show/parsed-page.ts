import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

/** Everything of an HTML page a test of its safety and of its words asks for. */
export interface ParsedPage {
  readonly elements: readonly Tree.Element[];
  /** What could run or load: script-like elements, handlers, and attributes that make a browser fetch. */
  readonly active: readonly string[];
}

const runs = new Set([
  'script',
  'iframe',
  'object',
  'embed',
  'base',
  'link',
  'form',
  'audio',
  'video',
  'img',
  'image',
  'use',
  'foreignobject',
  'animate',
  'set',
  'portal',
  'frame',
  'applet',
  'noscript',
  'template',
]);
const loads = new Set([
  'src',
  'srcset',
  'href',
  'xlink:href',
  'action',
  'formaction',
  'data',
  'poster',
  'background',
  'srcdoc',
  'ping',
  'manifest',
  'cite',
]);

const isElement = (node: Tree.Node): node is Tree.Element => 'tagName' in node;

/** Parses as a browser does. */
export function parsePage(html: string): ParsedPage {
  const elements: Tree.Element[] = [];
  const active: string[] = [];
  const visit = (node: Tree.Node): void => {
    if (isElement(node)) {
      elements.push(node);
      if (runs.has(node.tagName.toLowerCase())) active.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs)
        if (
          /^on/i.test(name) ||
          loads.has(name.toLowerCase()) ||
          /url\s*\(|javascript:|expression\(/i.test(name === 'style' ? value : '')
        )
          active.push(`${node.tagName}[${name}]`);
      if (node.tagName === 'meta' && attribute(node, 'http-equiv')?.toLowerCase() === 'refresh')
        active.push('meta refresh');
      if (node.tagName === 'style' && /url\(|@import|expression/i.test(textOf(node))) active.push('style that loads');
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return { elements, active };
}

export const attribute = (element: Tree.Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value;

/** All text below a node. */
export const textOf = (node: Tree.Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';

/** Elements by tag name. */
export const byTag = (page: ParsedPage, tag: string): readonly Tree.Element[] =>
  page.elements.filter(({ tagName }) => tagName === tag);
