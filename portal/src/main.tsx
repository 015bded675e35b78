import { createRoot } from 'react-dom/client';

import { Root } from './app/Root';
import { startLanguage } from './i18n/language';

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');

await startLanguage();
createRoot(place).render(<Root />);
