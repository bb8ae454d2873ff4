package console

import (
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

func TestTheConfigurationSaysWhereItIsFrom(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.secrets = secret.NewRedactor()
	f.secrets.Add("correct-horse-battery")
	f.function.File, f.function.Resource = "/a/s.yaml", "demo"
	f.function.Code = "/a/dist"
	f.function.Command = []string{"./server", "-key", "correct-horse-battery"}
	f.function.Lines = map[string]int{"timeout": 7, "region": 2}
	f.function.Elsewhere = map[string]string{"region": "/a/common.yaml"}
	f.function.HealthCheck = &manifest.HealthCheck{Path: "/health", Period: 3 * time.Second}
	f.function.MinInstances = 2
	f.function.Unplayed = []string{"nasConfig"}
	f.faults = emulator.Faults{Crash: true}
	site, _ := fresh(t, f, Config{Policy: emulator.PolicyRetry})
	_, page := get(t, site, "/", nil)
	page = strings.Join(strings.Fields(page), " ")
	for _, want := range []string{
		`<code>timeout</code></th><td class="isolated">60 s</td><td class="quiet">s.yaml, line 7</td>`,
		`<code>region</code></th><td class="isolated">cn-hangzhou</td><td class="quiet">common.yaml, line 2</td>`,
		`<code>code</code></th><td class="isolated">./dist</td>`,
		`<td class="isolated">./server -key [redacted]</td><td class="quiet">default</td>`,
		`<code>httpGetUrl</code></th><td class="isolated">/health</td>`,
		`<code>minInstances</code></th><td class="isolated">2</td>`,
		`<code>A_TOKEN</code></th><td class="isolated"><code>[redacted]</code></td>`,
		`<code>B</code></th><td class="isolated"><code>2</code></td><td class="quiet">s.yaml</td>`,
		`<code class="tagged">nasConfig</code>`,
		`data-now="crash"`,
		`--init-failure retry`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	for _, bad := range []string{"correct-horse", "t0p"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
}
