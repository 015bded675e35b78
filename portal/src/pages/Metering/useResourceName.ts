import { useTranslation } from 'react-i18next';

/** What resources are called, those too that the portal does not know of. */
export function useResourceName(): (resource: string) => string {
  const { t } = useTranslation();
  return (resource) => t(`metering.of.${resource as 'container'}`, { defaultValue: resource });
}
