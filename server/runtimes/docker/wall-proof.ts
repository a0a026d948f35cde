import type { WallReport } from '../runtime.ts';
import type { Engine } from './engine.ts';
import type { Firewall } from './firewall.ts';
import type { Networks } from './network.ts';

export type WallProof = { prove(image: string): Promise<WallReport> };

export function createWallProof(deps: { engine: Engine; instance: string; networks: Networks; firewall: Firewall }): WallProof {
  return {
    async prove() {
      const refused = await deps.firewall.ensure();
      return { atMs: Date.now(), holes: refused === null ? [] : [`firewall: ${refused}`] };
    },
  };
}
