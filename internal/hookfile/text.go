package hookfile

import (
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/routers"
)

// The texts of the files. An @ stands before the name of a package, a $ before
// what machinery.fill knows.

const hookText = `
// $fcHook$ answers the platform's calls of one lifecycle hook.
type $fcHook$ struct {
	name, method, path string // the name is as in the log
	once               bool   // after a success, further calls succeed without a run
	run                func(ctx @context.Context) error

	mu   @sync.Mutex // held by the call that runs: two never overlap
	done bool       // run has succeeded; failures are not remembered
}

// ServeHTTP runs the hook for the platform. For anyone else the path does not exist.
func (h *$fcHook$) ServeHTTP(w @http.ResponseWriter, r *@http.Request) {
	if r.Method != h.method || $fcFromClient$(r) {
		@http.NotFound(w, r)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()

	id := r.Header.Get("X-Fc-Request-Id")
	h.mark("Start", id, "")
	err := h.call(r.Context())
	if err == nil {
		h.mark("End", id, "")
		@fmt.Fprintln(w, "ok")
		return
	}
	@log.Printf("hook %s failed: %v", h.name, err)
	h.mark("End", id, ", Error: Unhandled function error")
	status := @http.StatusInternalServerError // the instance is replaced
	var again $fcTryAgainError$
	if @errors.As(err, &again) {
		status = @http.StatusBadRequest // this instance stays and its hook is called again
	}
	@http.Error(w, h.name+" failed, see the log", status)
}

func (h *$fcHook$) call(ctx @context.Context) (err error) {
	if h.once && h.done {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = @fmt.Errorf("panic: %v\n%s", v, @debug.Stack())
		}
	}()
	err = h.run(ctx)
	h.done = err == nil
	return err
}

// mark writes one whole line at once, so that lines of other goroutines never land inside it.
func (h *$fcHook$) mark(event, id, suffix string) {
	@fmt.Fprintf(@os.Stdout, "FC %s %s RequestId: %s%s\n", h.name, event, id, suffix)
}

// $fcFromClient$ reports whether r came in through the function's trigger: a client
// may ask for any path, also for a hook's. The platform's own hook calls carry
// another value or none. One value that says so is enough: a client may have
// added others.
func $fcFromClient$(r *@http.Request) bool {
	for _, path := range @strings.Split(@strings.Join(r.Header.Values("X-Fc-Control-Path"), ","), ",") {
		switch @strings.ToLower(@strings.TrimSpace(path)) {
		case "/http-invoke", "/invoke":
			return true
		}
	}
	return false
}
`

const againText = `
// $TryAgain$ marks a hook's error as a passing one: the platform keeps this
// instance and calls the hook again. Any other error, and a panic, has the
// instance replaced. $TryAgain$(nil) is nil.
func $TryAgain$(err error) error {
	if err == nil {
		return nil
	}
	return $fcTryAgainError${err}
}

type $fcTryAgainError$ struct{ error }

func (e $fcTryAgainError$) Unwrap() error { return e.error }
`

const varText = `
var $answerHook = &$fcHook${
	name:   "$NAME",
	method: "$METHOD",
	path:   "$PATH",
	once:   $ONCE,
}

// What the hook runs may use the router, which uses the hook.
func init() { $answerHook.run = $run }
`

const aroundHTTP = `
// $fcHooks$ answers the platform's hook calls, and leaves all others to next.
func $fcHooks$(next @http.Handler) @http.Handler {
	return @http.HandlerFunc(func(w @http.ResponseWriter, r *@http.Request) {
		for _, h := range []*$fcHook${$list} {
			if r.Method == h.method && r.URL.Path == h.path && !$fcFromClient$(r) {
				h.ServeHTTP(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
`

const aroundGorilla = `
// $fcHooks$ answers the platform's hook calls before any middleware, and leaves
// all others to next.
func $fcHooks$(next *@mux.Router) *@mux.Router {
	first := @mux.NewRouter().SkipClean(true)
	first.NotFoundHandler = @http.HandlerFunc(func(w @http.ResponseWriter, r *@http.Request) {
		for _, h := range []*$fcHook${$list} {
			if r.Method == h.method && r.URL.Path == h.path && !$fcFromClient$(r) {
				h.ServeHTTP(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
	return first
}
`

const lateGin = `
// $fcRoutes$ brings the hooks' routes to r, and none of the middleware that r has
// by now comes before them.
func $fcRoutes$(r *@gin.Engine) {
	kept := r.Handlers
	r.Handlers = nil
	defer func() { r.Handlers = kept }()
%s
}
`

const beginHTTP = `
// $fcAnswered$ answers the platform's hook calls. It is false for all others,
// which it does not touch.
func $fcAnswered$(w @http.ResponseWriter, r *@http.Request) bool {
	for _, h := range []*$fcHook${$list} {
		if r.Method == h.method && r.URL.Path == h.path && !$fcFromClient$(r) {
			h.ServeHTTP(w, r)
			return true
		}
	}
	return false
}
`

const aroundEcho = `
// $fcHooks$ answers the platform's hook calls before any other middleware, and
// leaves all others to next.
func $fcHooks$(next @echo.HandlerFunc) @echo.HandlerFunc {
	return func(c %s) error {
		for _, h := range []*$fcHook${$list} {
			r := c.Request()
			if r.Method == h.method && r.URL.Path == h.path && !$fcFromClient$(r) {
				h.ServeHTTP(c.Response(), r)
				return nil
			}
		}
		return next(c)
	}
}
`

const initializeText = `
// $run runs before an instance gets its first call. After an error it runs
// again, in this process or in a new one, so it must not mind that.
// $TryAgain$(err) keeps this process.
func $run(ctx @context.Context) error {
	return nil
}
`

const preStopText = `
// $run runs before an instance is destroyed, if the process still lives then:
// send off what is buffered and let go of connections. It may run before any
// call, twice, and while calls are running. Its error is logged; the instance
// stops all the same.
func $run(ctx @context.Context) error {
	return nil
}
`

// answer is a hook's handler, in its framework's form.
func (m *File) answer() string {
	about := "\n// $answer answers $METHOD $PATH.\n"
	switch {
	case m.Form.Whole() && m.Form != Late:
		return varText
	case m.Framework == "gin":
		return about + "func $answer(c *@gin.Context) { $answerHook.ServeHTTP(c.Writer, c.Request) }\n" + varText
	default:
		return about + "func $answer(w @http.ResponseWriter, r *@http.Request) { $answerHook.ServeHTTP(w, r) }\n" + varText
	}
}

func (m *File) aroundText() string {
	switch {
	case m.Form == Begun:
		return beginHTTP
	case m.Form == Late:
		return fmt.Sprintf(lateGin, "\t"+strings.Join(m.routes("r", m.Hooks), "\n\t"))
	case m.Framework == "gorilla":
		return aroundGorilla
	case m.Framework != "echo":
		return aroundHTTP
	}
	if file, _ := routers.Named(m.Path); file == "echov5" {
		return fmt.Sprintf(aroundEcho, "*@echo.Context")
	}
	return fmt.Sprintf(aroundEcho, "@echo.Context")
}

// Lines are what brings the hooks to the router in a variable.
func (m *File) Lines(router string, hooks []string) []string {
	switch {
	case m.Form == Wrapped && m.Framework == "echo":
		return []string{fmt.Sprintf("%s.Pre(%s)", router, m.Name("fcHooks"))}
	case m.Form == Wrapped && m.Framework == "chi":
		return []string{fmt.Sprintf("%s.Use(%s)", router, m.Name("fcHooks"))}
	case m.Form == Begun:
		return []string{fmt.Sprintf("if %s(%s) {", m.Name("fcAnswered"), router), "\treturn", "}"}
	case m.Form == Late:
		return []string{fmt.Sprintf("%s(%s)", m.Name("fcRoutes"), router)}
	case m.Form == Wrapped:
		return []string{fmt.Sprintf("%s = %s(%s)", router, m.Name("fcHooks"), router)}
	}
	return m.routes(router, hooks)
}

// routes are the statements that register the hooks.
func (m *File) routes(router string, hooks []string) []string {
	var lines []string
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		answer := m.Name(Answers(name))
		switch {
		case m.Framework == "gin":
			lines = append(lines, fmt.Sprintf("%s.%s(%q, %s)", router, h.Method, h.Path, answer))
		case m.Framework == "gorilla":
			lines = append(lines, fmt.Sprintf("%s.HandleFunc(%q, %s).Methods(%q)", router, h.Path, answer, h.Method))
		case m.Form == Paths:
			lines = append(lines, fmt.Sprintf("%s.HandleFunc(%q, %s)", router, h.Path, answer))
		default:
			lines = append(lines, fmt.Sprintf("%s.HandleFunc(%q, %s)", router, h.Method+" "+h.Path, answer))
		}
	}
	return lines
}
