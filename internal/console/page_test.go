package console

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// copyUpTo reads an answer that may not end.
func copyUpTo(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, io.LimitReader(r, 1<<20)) }

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestThePageSaysWhatIsRun(t *testing.T) {
	t.Parallel()
	site, token := fresh(t, newFake(), Config{Gateway: "http://127.0.0.1:8700", Version: "1.2.3", Policy: emulator.PolicyNextCall})
	resp, page := get(t, site, "/", nil)
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("got %d %s\n%s", resp.StatusCode, resp.Header.Get("Content-Type"), page)
	}
	for _, want := range []string{
		"<h1>demo</h1>", "cn-hangzhou", "custom.debian11", "http://127.0.0.1:8700", "1.2.3", html.EscapeString(emulator.PolicyNextCall.Text()), token,
		"0.35 vCPU", "Initializer", "POST /initialize", "PreStop", "GET /pre-stop", "– not configured", "✓ configured",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// Of several functions each has its page, which leads to the others.
func TestThePageLeadsToTheOtherFunctions(t *testing.T) {
	t.Parallel()
	links := []Link{{"demo", "/functions/demo/"}, {"jobs", "/functions/jobs/"}}
	site, _ := fresh(t, newFake(), Config{Base: "/functions/demo", Functions: links})
	_, page := get(t, site, "/", nil)
	for _, want := range []string{
		`<meta name="fcgen-base" content="/functions/demo">`,
		`<a href="/functions/demo/" aria-current="page">demo</a>`, `<a href="/functions/jobs/">jobs</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if _, list := get(t, site, "/api/functions", nil); list != `[{"name":"demo","path":"/functions/demo/"},{"name":"jobs","path":"/functions/jobs/"}]` {
		t.Errorf("the list is %s", list)
	}
	alone, _ := fresh(t, newFake(), Config{})
	_, page = get(t, alone, "/", nil)
	_, list := get(t, alone, "/api/functions", nil)
	if strings.Contains(page, "<nav") || list != `[{"name":"demo","path":"/"}]` {
		t.Errorf("a page of the only function: %s\n%s", list, page)
	}
}

func TestPagesAreFoundByTheirPaths(t *testing.T) {
	t.Parallel()
	says := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, name+" "+r.URL.Path) })
	}
	pages := Pages{{Link{"web", "/functions/web/"}, says("web")}, {Link{"jobs", "/functions/jobs/"}, says("jobs")}}
	for path, want := range map[string]string{
		"/": "web /", "/events": "web /events", "/functions/web/": "web /", "/functions/jobs/": "jobs /", "/functions/jobs/api/send": "jobs /api/send",
		"/functions/none/": "web /functions/none/", "/functions/jobsx/": "web /functions/jobsx/", "/functions/jobs": "301 /functions/jobs/",
	} {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		got := w.Body.String()
		if w.Code != http.StatusOK {
			got = fmt.Sprint(w.Code, " ", w.Header().Get("Location"))
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

// What s.yaml says is text, whatever it says.
func TestNamesAreNotCode(t *testing.T) {
	t.Parallel()
	f := newFake()
	evil := `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	f.function.Name, f.function.Region, f.function.Runtime = evil, evil, evil
	f.function.Hooks["initializer"] = manifest.Hook{Configured: true, Handler: evil}
	site, _ := fresh(t, f, Config{Gateway: "javascript:alert(1)", Version: evil})
	_, page := get(t, site, "/", nil)
	for _, bad := range []string{"<script>", "<img", `href="javascript:`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q:\n%s", bad, page)
		}
	}
}

// The policy forbids inline code and style; so does this test, which knows
// where. Every name that is asked for must be there.
func TestThePageHasNoInlineCodeAndNothingForeign(t *testing.T) {
	t.Parallel()
	site, _ := fresh(t, newFake(), Config{})
	_, page := get(t, site, "/", nil)
	if m := regexp.MustCompile(`(?i)<script>|<style|\sstyle=|\son\w+=|<script(?: [^>]*)?>[^<]`).FindString(page); m != "" {
		t.Errorf("the page has %q", m)
	}
	seen := map[string]bool{}
	var follow func(path string)
	follow = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		resp, text := get(t, site, path, nil)
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: got %d", path, resp.StatusCode)
		}
		if media := resp.Header.Get("Content-Type"); strings.HasSuffix(path, ".js") && media != "text/javascript; charset=utf-8" {
			t.Errorf("%s: Content-Type is %q", path, media)
		}
		if strings.HasSuffix(path, ".svg") {
			return
		}
		for _, m := range regexp.MustCompile(`(?:src|href|from|url)[=( ]+["']([^"'#]+)["']`).FindAllStringSubmatch(text, -1) {
			ref := m[1]
			switch {
			case strings.HasPrefix(ref, "http://127.0.0.1:8700"):
			case strings.HasPrefix(ref, "./"):
				follow("/web/" + ref[2:])
			case strings.HasPrefix(ref, "/"):
				follow(ref)
			default:
				t.Errorf("%s asks for %q", path, ref)
			}
		}
		if m := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function`).FindString(text); m != "" && path != "/" {
			t.Errorf("%s makes code or markup of text: %s", path, m)
		}
	}
	follow("/")
	for _, want := range []string{"/web/console.css", "/web/main.js", "/web/timeline.js", "/web/model.js"} {
		if !seen[want] {
			t.Errorf("%s is not asked for; seen: %v", want, seen)
		}
	}
}

func TestEveryPartThatScriptsNameIsInThePage(t *testing.T) {
	t.Parallel()
	site, _ := fresh(t, newFake(), Config{Reload: func() {}})
	_, page := get(t, site, "/", nil)
	entries, err := web.ReadDir("web")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".js") {
			continue
		}
		data, err := web.ReadFile("web/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\$\('([\w-]+)'\)`).FindAllStringSubmatch(string(data), -1) {
			names++
			if m[1] != "curl" && !strings.Contains(page, `id="`+m[1]+`"`) {
				t.Errorf("%s names %q, which is not in the page", e.Name(), m[1])
			}
		}
	}
	if names < 50 {
		t.Errorf("only %d names were found", names)
	}
}

func TestOnlyThePagesOwnFilesAreServed(t *testing.T) {
	t.Parallel()
	site, _ := fresh(t, newFake(), Config{})
	for _, path := range []string{"/web/page.html", "/web/", "/web/none.js", "/web/..%2fconsole.go", "/console.go"} {
		if resp, _ := get(t, site, path, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, resp.StatusCode)
		}
	}
}

func TestAFunctionWithoutTriggerIsTestedWithEvents(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.withFile(t, "")
	site, _ := fresh(t, f, Config{})
	if _, page := get(t, site, "/", nil); !strings.Contains(page, `value="event" checked`) {
		t.Error("Event is not chosen")
	}
	f.function.Trigger = &manifest.HTTPTrigger{}
	if _, page := get(t, site, "/", nil); !strings.Contains(page, `value="http" checked`) {
		t.Error("HTTP is not chosen")
	}
}

func TestAConsoleNeedsAnEmulator(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("there is one without")
	}
}
