/** What a collection is found by. */
export type CollectionDeclaration<Document extends object> = {
  readonly unique: readonly (keyof Document & string)[];
  readonly lookup: readonly (keyof Document & string)[];
};
