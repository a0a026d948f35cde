import { Blocks, Box, Braces, CircleDot, Component, FunctionSquare, Heading, List, Palette, Pi, Type, type LucideIcon } from 'lucide-react';

import type { SymbolKind } from './find-symbols.ts';

export const SYMBOL_ICONS: Readonly<Record<SymbolKind, LucideIcon>> = {
  class: Component, interface: CircleDot, enum: List, struct: Blocks, module: Box, function: FunctionSquare, method: FunctionSquare,
  constant: Pi, property: Braces, type: Type, heading: Heading, rule: Palette,
};

