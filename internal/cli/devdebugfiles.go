package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/project"
)

// The files that tell editors where the debugger is.
const (
	vscodeFile = ".vscode/launch.json"
	golandFile = ".run/fcgen-dev.run.xml"
)

// editors brings the editors' settings to the person: they are written if that
// was asked for, else printed, unless they are there.
func (d *devFunction) editors(ctx context.Context, port int) error {
	files := editorFiles(port)
	if d.settings.debug.write {
		if err := d.p.recover(d.it.dir, manner{}); err != nil {
			return err
		}
	}
	ours, err := project.ReadTree(ctx, d.it.dir, nil, files)
	if err != nil {
		return err
	}
	plan := generator.Compute(nil, ours, files)
	taken := conflicting(plan)
	plan = plan.Resolve(generator.Ours)
	if d.settings.debug.write && !plan.Empty() {
		if err := d.p.apply(ctx, change{plan: plan, target: target{dir: d.it.dir, shown: d.it.dir, there: true}}); err != nil {
			return err
		}
		for _, op := range plan.Ops {
			if op.Writes() {
				d.p.msg.sayf("          wrote %s", op.Path)
			}
		}
	}
	for _, name := range taken {
		d.p.msg.sayf("          %s is there and stays as it is; to attach, it has to have", name)
		d.show(string(files[name].Data))
	}
	if d.settings.debug.write || plan.Empty() {
		return nil
	}
	for _, op := range plan.Ops {
		if op.Writes() {
			d.p.msg.sayf("          %s", op.Path)
			d.show(string(files[op.Path].Data))
		}
	}
	d.p.msg.sayf("          fcgen dev --debug --write writes this")
	return nil
}

// show prints lines to copy.
func (d *devFunction) show(text string) {
	for line := range strings.Lines(text) {
		_, _ = fmt.Fprint(d.p.msg.w, "  ", line)
	}
}

// editorFiles are the settings with which VS Code and GoLand attach to Delve. They
// leave it running when they go.
func editorFiles(port int) generator.Tree {
	type configuration struct {
		Name    string `json:"name"`
		Type    string `json:"type"`
		Request string `json:"request"`
		Mode    string `json:"mode"`
		Adapter string `json:"debugAdapter"`
		Host    string `json:"host"`
		Port    int    `json:"port"`
	}
	launch, _ := json.MarshalIndent(struct {
		Version        string          `json:"version"`
		Configurations []configuration `json:"configurations"`
	}{"0.2.0", []configuration{{"fcgen dev", "go", "attach", "remote", "dlv-dap", "127.0.0.1", port}}}, "", "  ") // cannot fail
	remote := fmt.Sprintf(`<component name="ProjectRunConfigurationManager">
  <configuration default="false" name="fcgen dev" type="GoRemoteDebugConfigurationType" factoryName="Go Remote" port="%d">
    <option name="disconnectOption" value="LEAVE" />
    <disconnect value="LEAVE" />
    <method v="2" />
  </configuration>
</component>
`, port)
	return generator.Tree{
		vscodeFile: {Data: append(launch, '\n')},
		golandFile: {Data: []byte(remote)},
	}
}
