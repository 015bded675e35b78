/**
 * The first page is drawn without the component library, which weighs more than all else on it. Every part that is loaded
 * later comes by one of these, which loads the library with it and puts the part into our theme.
 */
import type { ComponentType, FunctionComponent } from 'react';

import { loadAntdLocale } from '../i18n/antd';
import { lazyPart } from '../parts/lazyPart';

/** A part of a page, as a component that gets the library's theme. */
export async function inLibrary<P extends object>(
  code: Promise<ComponentType<P>>,
): Promise<FunctionComponent<P>> {
  const [Part, { default: Library }] = await Promise.all([code, import('./Library'), loadAntdLocale()]);
  return function InLibrary(props: P) {
    return (
      <Library>
        <Part {...props} />
      </Library>
    );
  };
}

/** As `lazyPart`, for what is opened from the first page. */
export function lazyInLibrary<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  return lazyPart(async () => ({ default: await inLibrary(load().then((code) => code.default)) }));
}
