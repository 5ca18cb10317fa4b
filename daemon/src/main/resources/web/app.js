// The page reads the API of its own origin and nothing else. No picture it shows is kept.
import { $, repeat } from './dom.js';
import { beginAlarms } from './alarms.js';
import { beginCameras } from './cameras.js';
import { beginDetail } from './detail.js';
import { beginEvents } from './events.js';
import { beginHistory } from './history.js';
import { beginMe, introduce } from './me.js';
import { beginModel } from './model.js';
import { beginPicture } from './picture.js';
import { beginStatus } from './status.js';
import { choose, language, preferred, speak } from './text.js';
import { beginWindows } from './windows.js';

const OTHER = { en: ['zh', 'zh-CN', '中文'], zh: ['en', 'en', 'English'] };

function offerOtherLanguage() {
  const [, tag, name] = OTHER[language.value];
  $('language').lang = tag;
  $('language').textContent = name;
}

/** Without words the page can say nothing, not even why: it asks until they come. */
async function begin() {
  for (;;) {
    try {
      return await speak(preferred());
    } catch {
      await new Promise((later) => setTimeout(later, 2000));
    }
  }
}

await begin();
offerOtherLanguage();
language.watch(offerOtherLanguage);
$('language').addEventListener('click', () => choose(OTHER[language.value][0]).catch(() => {}));

beginWindows();
beginMe();
beginEvents();
repeat(introduce, 30000);
beginStatus();
beginCameras();
beginAlarms();
beginDetail();
beginHistory();
beginPicture();
beginModel();
