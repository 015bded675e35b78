import { createRoot } from 'react-dom/client';

import { firstAnswers, Root } from './app/Root';
import './components/opener';
import { loadPlace } from './components/feedback/load';
import { startLanguage } from './i18n/language';
import { watchStyles } from './parts/again';

const AFTER_FIRST_PAGE_MS = 2000;

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');

watchStyles();

// `src/start` hears of either and tries again, or says what is wrong.
try {
  await Promise.all([startLanguage(), firstAnswers()]);
  createRoot(place).render(<Root />);
  window.dispatchEvent(new Event('slipway:started'));
} catch (error) {
  window.dispatchEvent(new Event('slipway:start-failed'));
  throw error;
}

// After what the first page itself asks for; where this fails, whoever has something to say asks again.
setTimeout(() => void loadPlace().catch(() => undefined), AFTER_FIRST_PAGE_MS);
