import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useTranslation } from 'react-i18next';

import filters from './Filters.module.css';

interface Props {
  since: string | undefined;
  until: string | undefined;
  onChange: (period: { since: string; until: string }) => void;
  /** Whether nothing may be chosen, for all times. */
  clearable?: boolean;
}

const LASTS = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
type Last = keyof typeof LASTS;

/** A period, to the minute, by calendar or by how far back it reaches. Times are told as RFC 3339, empty for none. */
export function PeriodPicker({ since, until, onChange, clearable = true }: Props) {
  const { t } = useTranslation();
  const presets = (Object.keys(LASTS) as Last[]).map((last) => ({
    label: t(`filter.last.${last}`),
    value: () => [dayjs().subtract(LASTS[last], 'second'), dayjs()] as [dayjs.Dayjs, dayjs.Dayjs],
  }));
  return (
    <DatePicker.RangePicker
      className={filters.period}
      aria-label={t('filter.period')}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      allowClear={clearable}
      allowEmpty={[clearable, clearable]}
      presets={presets}
      placeholder={[t('filter.from'), t('filter.to')]}
      value={[since ? dayjs(since) : null, until ? dayjs(until) : null]}
      onChange={(chosen) =>
        onChange({ since: chosen?.[0]?.toISOString() ?? '', until: chosen?.[1]?.toISOString() ?? '' })
      }
    />
  );
}
