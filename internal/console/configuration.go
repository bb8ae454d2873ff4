package console

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

// settingGroup is a table of the Configuration tab.
type settingGroup struct {
	ID, Title string
	Settings  []setting
}

// setting is one key of the function's configuration.
type setting struct {
	Name, Value string
	From        string // the file and line that set it, or "default"
}

// settingsOf lists how the function is configured, without credentials.
func settingsOf(f manifest.Function, secrets *secret.Redactor) []settingGroup {
	from := func(key string) string { return whereIs(f, key) }
	var groups []settingGroup
	add := func(id, title string, settings ...setting) {
		settings = slices.DeleteFunc(settings, func(s setting) bool { return s.Value == "" })
		for i := range settings {
			settings[i].Value = secrets.Redact(settings[i].Value)
			settings[i].From = cmp.Or(settings[i].From, "default")
		}
		if len(settings) > 0 {
			groups = append(groups, settingGroup{id, title, settings})
		}
	}
	code := f.Code
	if relative, err := filepath.Rel(filepath.Dir(f.File), f.Code); f.File != "" && f.Code != "" && err == nil {
		if code = "./" + filepath.ToSlash(relative); relative == "." {
			code = "./"
		}
	}
	add("function", "Function",
		setting{"functionName", f.Name, from("functionName")},
		setting{"region", f.Region, from("region")},
		setting{"runtime", f.Runtime, from("runtime")},
		setting{"handler", f.Handler, from("handler")},
		setting{"code", code, from("code")},
		setting{"command", strings.Join(f.Command, " "), from("customRuntimeConfig.command")},
		setting{"image", f.Image, from("customContainerConfig.image")},
		setting{"port", fmt.Sprint(f.Port), cmp.Or(from("customRuntimeConfig.port"), from("customContainerConfig.port"))},
		setting{"cpu", fmt.Sprintf("%g vCPU", f.CPU), from("cpu")},
		setting{"memorySize", fmt.Sprintf("%d MB", f.Memory), from("memorySize")},
		setting{"timeout", fmt.Sprintf("%g s", f.Timeout.Seconds()), from("timeout")},
		setting{"instanceConcurrency", fmt.Sprint(f.Concurrency), from("instanceConcurrency")},
	)
	if f.IdleTimeout > 0 || f.MinInstances > 0 {
		add("instances", "Instances",
			setting{"idleTimeout", f.IdleTimeout.String(), from("idleTimeout")},
			setting{"minInstances", fmt.Sprint(f.MinInstances), cmp.Or(from("scalingConfig.minInstances"), from("provisionConfig.defaultTarget"), from("provisionConfig.target"))})
	}
	if t := f.Trigger; t != nil {
		in := filepath.Base(f.File)
		add("trigger", "HTTP trigger",
			setting{"triggerName", t.Name, in}, setting{"authType", t.Auth, in}, setting{"methods", strings.Join(t.Methods, ", "), in})
		if c := t.CORS; c != nil {
			add("cors", "CORS",
				setting{"allowOrigins", strings.Join(c.Origins, ", "), in}, setting{"allowMethods", strings.Join(c.Methods, ", "), in},
				setting{"allowHeaders", strings.Join(c.Headers, ", "), in}, setting{"exposeHeaders", strings.Join(c.Exposed, ", "), in},
				setting{"allowCredentials", fmt.Sprint(c.Credentials), in}, setting{"maxAge", fmt.Sprint(c.MaxAge), in})
		}
	}
	if h := f.HealthCheck; h != nil {
		key := func(name string) string { return from("customRuntimeConfig.healthCheckConfig." + name) }
		add("health", "Health check",
			setting{"httpGetUrl", h.Path, key("httpGetUrl")},
			setting{"initialDelaySeconds", fmt.Sprintf("%g s", h.InitialDelay.Seconds()), key("initialDelaySeconds")},
			setting{"periodSeconds", fmt.Sprintf("%g s", h.Period.Seconds()), key("periodSeconds")},
			setting{"timeoutSeconds", fmt.Sprintf("%g s", h.Timeout.Seconds()), key("timeoutSeconds")},
			setting{"failureThreshold", fmt.Sprint(h.FailureThreshold), key("failureThreshold")},
			setting{"successThreshold", fmt.Sprint(h.SuccessThreshold), key("successThreshold")})
	}
	if a := f.Async; a != nil {
		add("async", "Asynchronous calls",
			setting{"maxAsyncRetryAttempts", fmt.Sprint(a.Retries), from("asyncInvokeConfig.maxAsyncRetryAttempts")},
			setting{"maxAsyncEventAgeInSeconds", fmt.Sprintf("%g s", a.MaxAge.Seconds()), from("asyncInvokeConfig.maxAsyncEventAgeInSeconds")})
	}
	add("logs", "Logs", setting{"project", f.LogProject, from("logConfig.project")}, setting{"logstore", f.Logstore, from("logConfig.logstore")})
	var unresolved []setting
	for _, u := range f.Unresolved {
		unresolved = append(unresolved, setting{u.Key, u.Text + ": " + u.Why, fmt.Sprintf("%s, line %d", filepath.Base(f.File), u.Line)})
	}
	add("unresolved", "Without a value here", unresolved...)
	return groups
}

// whereIs is the file and line of a key; "" if s.yaml has none.
func whereIs(f manifest.Function, key string) string {
	line := f.Lines[key]
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("%s, line %d", filepath.Base(cmp.Or(f.Elsewhere[key], f.File)), line)
}

// shownVariables lists the environment by name, without credentials.
func shownVariables(all []emulator.Variable, secrets *secret.Redactor) []emulator.Variable {
	shown := slices.Clone(all)
	for i, v := range shown {
		if shown[i].Value = secrets.Redact(v.Value); secret.IsName(v.Name) && v.Value != "" {
			shown[i].Value = secret.Redacted
		}
	}
	slices.SortFunc(shown, func(a, b emulator.Variable) int { return strings.Compare(a.Name, b.Name) })
	return shown
}
