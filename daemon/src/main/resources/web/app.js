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

const OTHER = { en: ['zh', 'zh-CN', '中文'], zh: ['en', 'en', 'English'] };

function offerOtherLanguage() {
  const [, tag, name] = OTHER[language.value];
  $('language').lang = tag;
  $('language').textContent = name;
}

await speak(preferred());
offerOtherLanguage();
language.watch(offerOtherLanguage);
$('language').addEventListener('click', () => choose(OTHER[language.value][0]));

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
