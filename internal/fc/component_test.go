package fc

import "testing"

func TestIsComponent(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"fc3": true, "devsapp/fc3": true, "fc3@0.1.22": true, "devsapp/fc3@dev": true,
		"": false, "fc": false, "fc3-domain": false, "other/fc3": false, "${vars.component}": false,
	} {
		if got := IsComponent(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
	}
}

func TestLintKnowsTheComponent(t *testing.T) {
	t.Parallel()
	const rest = ", props: {functionName: a, region: cn-hangzhou, runtime: custom, code: a, cpu: 1, memorySize: 1024, diskSize: 512, cpus: 1}}\n"
	for component, want := range map[string]int{
		"fc3": 1, "fc3@0.1.22": 1, "'${env(C)}'": 1, "fc3-domain": 0,
	} {
		findings := LintSYAML([]byte("edition: 3.0.0\nname: a\nresources:\n  a: {component: " + component + rest))
		if len(findings) != want {
			t.Errorf("%s: got %v", component, findings)
		}
		for _, f := range findings {
			if !f.UnknownKey || f.Path != "resources.a.props.cpus" || f.Line != 4 {
				t.Errorf("%s: got %+v", component, f)
			}
		}
	}
}
