"""Pages that are no documents are told apart by what they show, and pages that only speak of such things are not."""

from __future__ import annotations

import pytest

from cleaners.html.pagekind import page_kind
from cleaners.page import Page

HTML = Page(media_type="text/html")
KINDS = {
    "": [
        "<p>" + "A page about error 404 and how servers say it. " * 20,
        "<title>404 error pages: a survey</title><p>" + "They say it in many ways. " * 40,
        "<p>短文。</p>",
        "<title>The login problem</title><p>A short essay.</p>",
        "<p>Forbidden City: a poem.</p><p>Snow on the roofs.</p>",
        "<p>404 people came. 500 left.</p>",
    ],
    "empty": ["<html><body><img src=x></body></html>"],
    "script-shell": [
        "<div id=root></div><script src=app.js></script>",
        "<p>You need to enable JavaScript to run this app.</p><script>" + "x();" * 200 + "</script>",
    ],
    "error-page": [
        "<title>404 Not Found</title><h1>Not Found</h1><hr>nginx",
        "<title>页面不存在</title><p>您要找的页面不存在</p>",
        "<h1>403 Forbidden</h1>",
    ],
    "no-content": [
        "<title>Clinic</title>"
        + "".join(
            f"<ul class=nav><li><a href={n}>Page number {n}</a><li><a href=x{n}>Find a doctor</a></ul>"
            for n in range(40)
        ),
        "<title>Clinic</title><header>"
        + "".join(
            f"<ul class=menu><li><a href={n}>Page number {n}</a><li><a href=x{n}>Find a doctor</a></ul>"
            for n in range(40)
        )
        + "</header><footer><p>© 2024 Clinic</p></footer>",
    ],
    "login-wall": ["<title>Sign in - Site</title><form><p>Sign in to read</p><input type=password></form>"],
    "challenge": ["<title>Just a moment...</title><p>Checking your browser before accessing</p>"],
}
NAV = (
    "<nav><ul>"
    + "".join(
        f"<li><a href=/{w}>{w}</a></li>"
        for w in [
            "Home",
            "News",
            "Business",
            "Politics",
            "Science",
            "Sports",
            "Opinion",
            "Travel",
            "Food",
            "Style",
            "Video",
            "Shop",
            "Jobs",
        ]
    )
    + "</ul></nav>"
)
FOOT = "<footer><ul><li><a href=p>Privacy</a></li><li><a href=t>Terms</a></li></ul><p>© 2024 Example Media Ltd. All rights reserved.</p></footer>"
# As servers, networks and the common forum and shop programs send them.
SEEN = {
    "cra": (
        "script-shell",
        '<!doctype html><html lang="en"><head><meta charset="utf-8"/><title>React App</title><script defer src="/static/js/main.8a.js"></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>',
    ),
    "vue zh": (
        "script-shell",
        "<!doctype html><html><head><title>管理平台</title><script src=/js/app.js></script></head><body><noscript><strong>We're sorry but admin doesn't work properly without JavaScript enabled. Please enable it to continue.</strong></noscript><div id=app></div><script src=/js/chunk.js></script></body></html>",
    ),
    "loading": (
        "script-shell",
        '<html><head><title>Docs</title></head><body><div id="app"><div class="spinner">Loading...</div></div><script>window.__STATE__={"a":"'
        + "x" * 3000
        + '"}</script></body></html>',
    ),
    "cloudflare": (
        "challenge",
        '<html lang="en-US"><head><title>Just a moment...</title><meta http-equiv="refresh" content="360"></head><body class="no-js"><div class="main-wrapper"><div class="main-content"><h1 class="zone-name-title h1">www.example.com</h1><h2 class="h2" id="challenge-running">Checking if the site connection is secure</h2><noscript><div id="challenge-error-title"><div class="h2"><span>Enable JavaScript and cookies to continue</span></div></div></noscript><div class="core-msg spacer">www.example.com needs to review the security of your connection before proceeding.</div></div></div><div class="footer">Ray ID: <code>7a</code> Performance &amp; security by <a>Cloudflare</a></div></body></html>',
    ),
    "cf block": (
        "challenge",
        "<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1><h2>You are unable to access example.com</h2><h2>Why have I been blocked?</h2><p>This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution. There are several actions that could trigger this block including submitting a certain word or phrase, a SQL command or malformed data.</p><h2>What can I do to resolve this?</h2><p>You can email the site owner to let them know you were blocked. Please include what you were doing when this page came up and the Cloudflare Ray ID found at the bottom of this page.</p><p>Cloudflare Ray ID: 7d Your IP: Click to reveal Performance &amp; security by Cloudflare</p></body></html>",
    ),
    "akamai": (
        "error-page",
        '<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don\'t have permission to access "http&#58;&#47;&#47;www.example.com&#47;" on this server.<P>Reference&#32;&#35;18.5d</P></BODY></HTML>',
    ),
    "incapsula": (
        "frames",
        '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?x" frameborder=0>Request unsuccessful. Incapsula incident ID: 877000</iframe></body></html>',
    ),
    "amazon": (
        "challenge",
        '<html><head><title dir="ltr">Robot Check</title></head><body><h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you\'re not a robot. For best results, please make sure your browser is accepting cookies.</p><form><input name=field><button>Continue shopping</button></form><a>Conditions of Use</a> <a>Privacy Policy</a> © 1996-2014, Amazon.com, Inc. or its affiliates</body></html>',
    ),
    "google": (
        "challenge",
        "<html><head><title>https://www.google.com/search?q=x</title></head><body><div>Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you sending the requests, and not a robot. <a>Why did this happen?</a></div>IP address: 1.2.3.4 Time: 2024</body></html>",
    ),
    "wechat env": (
        "challenge",
        "<html><head><title></title></head><body><h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a></body></html>",
    ),
    "baidu": (
        "challenge",
        '<html><head><title>百度安全验证</title></head><body><div class="timeout">网络不给力，请稍后重试</div><a>返回首页</a><a>问题反馈</a></body></html>',
    ),
    "wechat gone": (
        "error-page",
        '<html><head><title></title></head><body><div class="weui-msg__title">该内容已被发布者删除</div></body></html>',
    ),
    "discuz gone": (
        "error-page",
        '<html><head><title>提示信息 - 某论坛 - Powered by Discuz!</title></head><body><div id="nv"><a>论坛</a><a>家园</a><a>排行榜</a></div><div id="messagetext" class="alert_error"><p>抱歉，指定的主题不存在或已被删除或正在被审核</p><p><a>[ 点击这里返回上一页 ]</a></p></div><div id=ft>Powered by Discuz! X3.4 © 2001-2017 Comsenz Inc. GMT+8, 2024-5-23 10:00</div></body></html>',
    ),
    "discuz login": (
        "login-wall",
        '<html><head><title>登录 - 某论坛</title></head><body><div id="messagelogin"><p>抱歉，您尚未登录，没有权限访问该版块</p><form><label>用户名</label><input name=username><label>密码</label><input type="password" name=password><button>登录</button><a>找回密码</a></form></div></body></html>',
    ),
    "facebook": (
        "login-wall",
        "<html><head><title>Log in to Facebook</title></head><body><div>You must log in to continue.</div><form><input type=text name=email><input type=password name=pass><button>Log In</button></form><a>Forgot account?</a> <a>Sign up for Facebook</a></body></html>",
    ),
    "nginx": (
        "error-page",
        "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx/1.18.0</center></body></html>",
    ),
    "iis": (
        "error-page",
        '<html><head><title>404 - 找不到文件或目录。</title></head><body><div id="header"><h1>服务器错误</h1></div><div class="content-container"><fieldset><h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3></fieldset></div></body></html>',
    ),
    "tomcat": (
        "error-page",
        '<!doctype html><html><head><title>HTTP Status 404 – Not Found</title></head><body><h1>HTTP Status 404 – Not Found</h1><hr class="line"/><p><b>Type</b> Status Report</p><p><b>Message</b> /x</p><p><b>Description</b> The origin server did not find a current representation for the target resource or is not willing to disclose that one exists.</p><hr><h3>Apache Tomcat/9.0.41</h3></body></html>',
    ),
    "wp 404": (
        "error-page",
        "<html><head><title>Page not found – My Blog</title></head><body>"
        + NAV
        + '<main><section class="error-404 not-found"><header class="page-header"><h1 class="page-title">Oops! That page can’t be found.</h1></header><div class="page-content"><p>It looks like nothing was found at this location. Maybe try a search?</p><form role="search"><label>Search for:</label><input type="search"><input type=submit value=Search></form></div></section></main>'
        + FOOT
        + "</body></html>",
    ),
    "github 404": (
        "error-page",
        "<html><head><title>Page not found · GitHub</title></head><body>"
        + NAV
        + "<p>This is not the web page you are looking for.</p>"
        + FOOT
        + "</body></html>",
    ),
    "zh 404": (
        "error-page",
        "<html><head><title>404</title></head><body><p>抱歉，您访问的页面不存在或已删除！</p><p>3秒后自动返回首页</p></body></html>",
    ),
    "phpbb": (
        "login-wall",
        "<html><head><title>Forum - Login</title></head><body>"
        + NAV
        + "<h2>The board requires you to be registered and logged in to view this forum.</h2><form><label>Username:</label><input><label>Password:</label><input type=password><button>Login</button></form></body></html>",
    ),
    "502 cf": (
        "error-page",
        "<html><head><title>example.com | 502: Bad gateway</title></head><body><h1>Bad gateway <span>Error code 502</span></h1><p>Visit cloudflare.com for more information.</p><p>You</p><p>Browser</p><p>Working</p><p>Host Error</p><h2>What happened?</h2><p>The web server reported a bad gateway error.</p><h2>What can I do?</h2><p>Please try again in a few minutes.</p></body></html>",
    ),
    "redirect": (
        "empty",
        '<html><head><meta http-equiv="refresh" content="0; url=https://example.com/new"></head><body></body></html>',
    ),
    "js redirect": ("script-shell", '<html><body><script>location.href="/new"</script></body></html>'),
    "frameset": (
        "frames",
        '<html><head><title>Old site</title></head><frameset cols="20%,*"><frame src="menu.html"><frame src="main.html"><noframes>Your browser does not support frames.</noframes></frameset></html>',
    ),
    "empty": ("empty", ""),
    "blank": ("empty", "<html><head></head><body>\n&nbsp;\n</body></html>"),
    "ok short zh": (
        "",
        "<html><head><title>通知</title></head><body>"
        + NAV
        + "<h1>关于放假的通知</h1><p>各部门：根据安排，五月一日至五日放假，六日正常上班。请做好值班安排。</p></body></html>",
    ),
    "ok http doc": (
        "",
        "<html><head><title>404 Not Found - HTTP | Docs</title></head><body><h1>404 Not Found</h1><p>The HTTP 404 Not Found client error response status code indicates that the server cannot find the requested resource. Links that lead to a 404 page are often called broken or dead links and can be subject to link rot.</p><p>The HTTP 404 Not Found client error response status code indicates that the server cannot find the requested resource. Links that lead to a 404 page are often called broken or dead links and can be subject to link rot.</p><p>The HTTP 404 Not Found client error response status code indicates that the server cannot find the requested resource. Links that lead to a 404 page are often called broken or dead links and can be subject to link rot.</p><p>The HTTP 404 Not Found client error response status code indicates that the server cannot find the requested resource. Links that lead to a 404 page are often called broken or dead links and can be subject to link rot.</p></body></html>",
    ),
    "ok login article": (
        "",
        "<html><head><title>Log in with keys: a guide</title></head><body><h1>Log in with keys</h1><p>Create a key pair first. Then copy the public half to the server.</p></body></html>",
    ),
    "ok article with login form": (
        "",
        "<html><head><title>A note</title></head><body><form><input type=password></form><h1>A note on rivers</h1><p>The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. The river rises in the hills and falls to the sea. </p></body></html>",
    ),
    "ok poem": ("", "<h1>静夜思</h1><p>床前明月光，<br>疑是地上霜。<br>举头望明月，<br>低头思故乡。</p>"),
    "ok robots": (
        "",
        "<title>Are you a robot? A story</title><p>She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. She asked me whether I was a robot, and I said that I was not sure. ",
    ),
}


@pytest.mark.parametrize(("kind", "source"), [(kind, source) for kind, sources in KINDS.items() for source in sources])
def test_only_pages_without_a_text_of_their_own_are_refused(kind: str, source: str) -> None:
    assert page_kind(source, HTML) == kind
    assert not page_kind(source, Page())


@pytest.mark.parametrize("name", SEEN)
def test_pages_as_they_are_sent_are_told_apart(name: str) -> None:
    kind, source = SEEN[name]
    assert page_kind(source, HTML) == kind
