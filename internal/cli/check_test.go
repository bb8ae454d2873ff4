package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/templates"
)

// manyFunctions is an s.yaml of n functions.
func manyFunctions(n int) string {
	var b strings.Builder
	b.WriteString("edition: 3.0.0\nname: many\naccess: default\nvars:\n  region: cn-hangzhou\nresources:\n")
	for i := range n {
		fmt.Fprintf(&b, `  f%[1]d:
    component: fc3
    actions:
      pre-deploy:
        - run: go build -o dist/f%[1]d/bootstrap ./cmd/f%[1]d
          path: ./
    props:
      region: ${vars.region}
      functionName: ${env('PREFIX', 'p')}-f%[1]d
      runtime: custom.debian11
      code: ./dist/f%[1]d
      cpu: 0.35
      memorySize: 512
      diskSize: 512
      timeout: 60
      logConfig: auto
      environmentVariables:
        NAME: ${this.props.functionName}
      instanceLifecycleConfig:
        preStop: {handler: "pre-stop", timeout: 30}
      customRuntimeConfig:
        command: ["/code/bootstrap"]
        port: 9000
      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig: {authType: anonymous, methods: [GET, POST]}
`, i)
	}
	return b.String()
}

// What check takes for a large s.yaml, besides the start of the program.
func BenchmarkCheckFiftyFunctions(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(manyFunctions(50)), 0o666); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var out bytes.Buffer
		code := cli.Main(cli.Env{Args: []string{"check", "CFG", "IMG", "--resource", "f7"}, Dir: dir, Environ: []string{"XDG_STATE_HOME=" + dir}, Templates: templates.FS, Stdout: &out, Stderr: &out})
		if code != 0 {
			b.Fatalf("exit code %d\n%s", code, out.String())
		}
	}
}
