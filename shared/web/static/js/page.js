// What every page does for a reader with scripts. All of it is comfort: without it every link and form works.
import "./closing.js";
import "./choices.js";
import "./done.js";
import "./forms.js";
import "./keys.js";
import "./news.js";
import "./session.js";
import "./whose.js";
