package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// elsewherePage is what a browser shows that asks for the dashboard from an address from which
// no administrator may come: where it opens, and how another address is let in (R-SEC-04).
const elsewherePage = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>管理后台不在这里打开 · The dashboard does not open here</title><link rel="stylesheet" href="/style/tokens.css"><link rel="stylesheet" href="/style/base.css"></head>
<body><main class="narrow">
<h1>管理后台不在这里打开</h1>
<p>管理后台只在服务器那台电脑上打开，或者从管理员列出的地址打开；这台电脑的地址不在其中。</p>
<p>您是管理员：请在服务器那台电脑的浏览器里打开；常用这台电脑的，在服务器上停止服务，运行 <code>onestop superuser ips 127.0.0.0/8 ::1 这台电脑的地址 --dir 数据文件夹</code>，再启动服务。</p>
<p>您来办事或在窗口、科室工作：<a class="text-link" href="/">首页</a> · <a class="text-link" href="/desk/">工作台</a></p>
<section lang="en">
<h2>The dashboard does not open here</h2>
<p>It opens on the server itself and from the addresses that an administrator listed; the address of this computer is none of them.</p>
<p>Administrators: open it in the browser of the server, or let the address of this computer in: stop the service there, run <code>onestop superuser ips 127.0.0.0/8 ::1 ADDRESS --dir DATA-FOLDER</code> and start it again.</p>
<p>Everybody else: <a class="text-link" href="/">first page</a> · <a class="text-link" href="/desk/">officer desk</a></p>
</section>
</main></body></html>
`

// dashboardElsewhere answers whoever asks for the dashboard from elsewhere: 404, to a browser
// with a page and to anything else as every unknown address.
func dashboardElsewhere(e *core.RequestEvent) error {
	w, r := e.Response, e.Request
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return e.NotFoundError("", nil)
	}
	headPage(w)
	w.Header().Set("Content-Type", pageTypes[".html"])
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, err := w.Write([]byte(elsewherePage))
	return err
}
