package conformance

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/secret"
)

// plainSecrets looks for passwords and tokens that stand in s.yaml themselves:
// what comes from the environment or from a .env does not.
func plainSecrets(p *project) Result {
	file, err := p.manifest()
	if err != nil {
		return unread(err)
	}
	redactor := secret.NewRedactor()
	var findings []Finding
	for _, r := range file.Resources {
		if r.ID != p.function.Resource && p.function.Resource != "" {
			continue
		}
		for _, e := range r.Props.Get("environmentVariables").Entries() {
			v := e.Value
			if v.Kind != devs.Text || v.Text == "" || v.Problem != nil || fromOutside(v) || accessKey().MatchString(v.Text) {
				continue // access keys are CFG/10
			}
			if secret.IsName(e.Key) && len(v.Text) >= secret.MinLength || redactor.Redact(v.Text) != v.Text {
				findings = append(findings, Finding{
					File: p.shown(v.At.File), Line: v.At.Line,
					Message: fmt.Sprintf("environmentVariables.%s: what looks like a credential stands here for all to read: write ${env('%s')}", e.Key, e.Key),
				})
			}
		}
	}
	return judge(findings, "no password and no token stands in s.yaml")
}

// fromOutside reports whether a part of a value is not written in a file of YAML.
func fromOutside(v *devs.Value) bool {
	for _, from := range v.Via {
		if ext := filepath.Ext(from.File); ext != ".yaml" && ext != ".yml" {
			return true
		}
	}
	return false
}

// ownRegion looks for the deployer's FC_REGION in s.yaml.
func ownRegion(p *project) Result {
	file, err := p.manifest()
	if err != nil {
		return unread(err)
	}
	var findings []Finding
	plain := strings.NewReplacer(" ", "", "'", "", `"`, "")
	var visit func(v *devs.Value, key string)
	visit = func(v *devs.Value, key string) {
		if v == nil {
			return
		}
		if strings.Contains(plain.Replace(v.Written), "env(FC_REGION") {
			findings = append(findings, Finding{
				File: p.shown(v.At.File), Line: v.At.Line,
				Message: key + " reads FC_REGION from the environment: where that is set, the component uploads to the platform's inner network",
			})
		}
		for _, item := range v.Items {
			visit(item, key)
		}
		for _, e := range v.Entries() {
			visit(e.Value, e.Key)
		}
	}
	visit(file.Content, "s.yaml")
	return judge(findings, "FC_REGION of the environment is not used")
}
