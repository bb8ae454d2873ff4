package fc

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Quotas of a function (S/09). Some of them can be raised by a ticket.
const (
	MaxLayers   = 5
	MaxTriggers = 50
	MaxCheckURL = 2048 // characters of a health check's path (SDK client/custom_health_check_config_model.go)
)

// largeCode are the regions that take a zip of 500 MB (S/09).
var largeCode = []string{
	"cn-hangzhou", "cn-shanghai", "cn-shenzhen", "cn-beijing", "cn-zhangjiakou", "cn-huhehaote", "cn-hongkong",
	"ap-southeast-1", "ap-northeast-1", "us-east-1", "eu-central-1",
}

// MaxCode is the size in bytes of the zip file of code that a region takes.
func MaxCode(region string) int64 {
	if slices.Contains(largeCode, region) {
		return 500 << 20
	}
	return 100 << 20
}

// quota checks how many of a thing the function has, and keys that have no effect
// for its kind.
func (l *linter) quota(props *yaml.Node, path string) {
	layers, triggers := child(props, "layers"), child(props, "triggers")
	if n := len(items(layers)); n > MaxLayers {
		l.warn(layers, path+".layers", "%d layers are above the platform's limit of %d; see %s", n, MaxLayers, QuotaPage)
	}
	if n := len(items(triggers)); n > MaxTriggers {
		l.warn(triggers, path+".triggers", "%d triggers are above the platform's limit of %d; see %s", n, MaxTriggers, QuotaPage)
	}
	l.triggersApart(triggers, path)
	for _, key := range []string{"customRuntimeConfig", "customContainerConfig"} {
		l.healthCheck(child(child(props, key), "healthCheckConfig"), props, path+"."+key+".healthCheckConfig")
	}
	if n := child(child(props, "customContainerConfig"), "accelerationType"); n != nil {
		l.warn(n, path+".customContainerConfig.accelerationType", "it has no effect any more: every image is accelerated")
	}
	runtime, concurrency := child(props, "runtime"), child(props, "instanceConcurrency")
	if runtime == nil || variable(runtime) || concurrency == nil {
		return
	}
	if _, own := RuntimeNamed(runtime.Value); !own && !strings.HasPrefix(runtime.Value, "custom") && runtime.Value != "micro-sandbox" && concurrency.Value != "1" && !variable(concurrency) {
		l.warn(concurrency, path+".instanceConcurrency", "only custom runtimes and containers take several calls at a time")
	}
}

// triggersApart wants one HTTP trigger for each version or alias (D/108), and
// triggers of different names.
func (l *linter) triggersApart(triggers *yaml.Node, path string) {
	names, web := map[string]bool{}, map[string]bool{}
	for _, t := range items(triggers) {
		if name := child(t, "triggerName"); name != nil && !variable(name) {
			if names[name.Value] {
				l.say(name, path+".triggers", "there are two triggers named %q", name.Value)
			}
			names[name.Value] = true
		}
		kind, qualifier := child(t, "triggerType"), "LATEST"
		if q := child(t, "qualifier"); q != nil && q.Value != "" {
			qualifier = q.Value
		}
		if kind == nil || kind.Value != "http" || strings.Contains(qualifier, "${") {
			continue
		}
		if web[qualifier] {
			l.say(kind, path+".triggers", "there is an HTTP trigger for %s already, and a version or alias has one", qualifier)
		}
		web[qualifier] = true
	}
}

// healthCheck checks the path, and that the function is one that is checked: web
// and GPU functions are (D/038).
func (l *linter) healthCheck(check, props *yaml.Node, path string) {
	if check == nil {
		return
	}
	if url := child(check, "httpGetUrl"); url != nil && !variable(url) && (!strings.HasPrefix(url.Value, "/") || len(url.Value) > MaxCheckURL) {
		l.say(url, path+".httpGetUrl", "it is no path of at most %d characters that begins with /", MaxCheckURL)
	}
	web := slices.ContainsFunc(items(child(props, "triggers")), func(t *yaml.Node) bool {
		kind := child(t, "triggerType")
		return kind != nil && (kind.Value == "http" || variable(kind))
	})
	if !web && child(props, "gpuConfig") == nil {
		l.warn(check, path, "only web functions, which have an HTTP trigger, and GPU functions are checked")
	}
}
