import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** The browser tab's title: the page first, then the product. */
export function usePageTitle(page: string): void {
  const { t } = useTranslation();
  const brand = t('brand.name');
  useEffect(() => {
    document.title = `${page} · ${brand}`;
  }, [page, brand]);
}
