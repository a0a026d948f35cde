import { chooseComfort, chooseLook } from '../../../components/ui/theme.ts';
import { appearanceOf, AUTO_COLOR_SCHEME, AUTO_HIGH_CONTRAST, COLOR_THEME, REDUCE_MOTION } from '../../../components/workbench/settings/look-settings.ts';
import type { Settings } from '../../../components/workbench/settings/settings.ts';

const KEPT = 'atelier:appearance';

/**
 * Dresses the page as the settings say. Only what a setting changed: who chose light for this browser on the account
 * page keeps it until a setting says otherwise.
 */
export function followAppearance(settings: Settings): () => void {
  const apply = (): void => {
    const values = { theme: settings.get(COLOR_THEME), follows: settings.get(AUTO_COLOR_SCHEME), autoContrast: settings.get(AUTO_HIGH_CONTRAST), motion: settings.get(REDUCE_MOTION) };
    const wanted = JSON.stringify(values);
    if (wanted === (localStorage.getItem(KEPT) ?? JSON.stringify(STANDARD))) return;
    localStorage.setItem(KEPT, wanted);
    const { look, contrast, motion } = appearanceOf(values);
    chooseLook(look);
    chooseComfort({ contrast, motion });
  };
  apply();
  return settings.changes.subscribe(apply);
}

const STANDARD = { theme: COLOR_THEME.preset, follows: AUTO_COLOR_SCHEME.preset, autoContrast: AUTO_HIGH_CONTRAST.preset, motion: REDUCE_MOTION.preset };
