import { colour } from '../../../../../components/ui/theme.ts';
import type { ColourTheme, ThemeRule } from './colour-theme.ts';

/** Which token of the look colours which scopes of TextMate's grammars. */
const SCOPES: readonly (readonly [token: string, scopes: readonly string[]])[] = [
  ['code', ['source', 'text', 'variable', 'meta.embedded', 'string meta.embedded', 'meta.template.expression', 'string meta.image.inline.markdown', 'entity.name.label', 'support.type.property-name.json punctuation']],
  ['code-comment', ['comment', 'punctuation.definition.comment', 'markup.quote', 'meta.diff.header', 'meta.diff.range']],
  ['code-keyword', ['keyword', 'storage', 'storage.type', 'storage.modifier', 'constant.language', 'variable.language', 'keyword.operator.new', 'keyword.operator.expression', 'keyword.operator.logical.python', 'keyword.operator.wordlike', 'meta.preprocessor', 'entity.name.function.preprocessor', 'keyword.other', 'punctuation.definition.heading', 'markup.heading', 'entity.name.section']],
  ['code-string', ['string', 'constant.character', 'constant.other.symbol', 'string.regexp', 'markup.inline.raw', 'markup.raw', 'markup.fenced_code', 'punctuation.definition.string', 'meta.attribute-selector', 'support.constant.property-value', 'support.constant.font-name']],
  ['code-number', ['constant.numeric', 'constant.other.color', 'keyword.other.unit', 'constant.other', 'constant.other.option']],
  ['code-function', ['entity.name.function', 'support.function', 'meta.function-call entity.name', 'variable.function', 'entity.name.command', 'support.constant.handlebars']],
  ['code-type', ['entity.name.type', 'entity.name.class', 'entity.name.namespace', 'entity.name.scope-resolution', 'entity.other.inherited-class', 'support.class', 'support.type', 'storage.type.java', 'storage.type.cs', 'storage.type.generic', 'storage.type.annotation', 'entity.name.function.decorator', 'meta.decorator', 'punctuation.decorator', 'entity.other.attribute-name.class', 'entity.other.attribute-name.id', 'entity.other.attribute-name.pseudo-class', 'markup.underline.link']],
  ['code-property', ['variable.other.property', 'variable.other.object.property', 'support.variable.property', 'meta.object-literal.key', 'support.type.property-name', 'entity.other.attribute-name', 'variable.other.constant.property', 'variable.parameter.keyword', 'entity.name.tag.yaml', 'variable.other.member', 'support.type.vendored.property-name', 'variable.css', 'variable.scss', 'entity.name.variable.property', 'keyword.other.definition.ini']],
  ['code-tag', ['entity.name.tag', 'punctuation.definition.tag', 'support.class.component', 'meta.selector']],
  ['code-punct', ['punctuation', 'keyword.operator', 'meta.brace', 'storage.type.function.arrow', 'punctuation.separator', 'markup.list punctuation.definition.list', 'punctuation.definition.template-expression']],
  ['git-added', ['markup.inserted', 'punctuation.definition.inserted']],
  ['git-deleted', ['markup.deleted', 'punctuation.definition.deleted', 'invalid']],
  ['git-modified', ['markup.changed']],
];

const STYLES: readonly ThemeRule[] = [
  { scopes: ['markup.bold', 'markup.heading'], fontStyle: 'bold' },
  { scopes: ['markup.italic'], fontStyle: 'italic' },
  { scopes: ['markup.strikethrough'], fontStyle: 'strikethrough' },
  { scopes: ['markup.underline'], fontStyle: 'underline' },
];

/** The look's colours for code. Of the interface it has none: Monaco wears the look's own. */
export function lookScopes(): ColourTheme {
  const rules = SCOPES.map(([token, scopes]): ThemeRule => ({ scopes, foreground: colour(token) }));
  return { kind: 'dark', colors: {}, rules: [...rules, ...STYLES] };
}
