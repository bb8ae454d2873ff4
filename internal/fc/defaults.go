package fc

// What the fc3 component takes for a custom runtime where s.yaml says nothing
// (FC3 src/default/config.ts, src/base.ts).
const (
	DefaultTimeout     = 3               // seconds
	DefaultMemory      = 512             // MB
	DefaultCPU         = 0.35            // vCPU, beside DefaultMemory
	DefaultDisk        = 512             // MB
	DefaultConcurrency = 1               // requests in one instance at a time
	DefaultHandler     = "index.handler" // without meaning for a custom runtime, but the API insists on one
)

// What the platform takes for a health check where s.yaml says nothing
// (https://help.aliyun.com/zh/functioncompute/fc/user-guide/configure-a-custom-health-check-policy-for-instances-1).
const (
	DefaultHealthDelay            = 0 // seconds
	DefaultHealthPeriod           = 3 // seconds
	DefaultHealthTimeout          = 1 // seconds
	DefaultHealthFailureThreshold = 3
	DefaultHealthSuccessThreshold = 1
)

// Filled is a value that the fc3 component sends although s.yaml has none.
type Filled struct {
	Key   string
	Value any
}

// FilledIn are what the component adds to a function with a custom runtime or an
// image of its own, whose s.yaml has the keys that has says (FC3
// src/default/config.ts; src/base.ts for cpu and diskSize;
// src/resources/fc/impl/replace-function-config.ts for handler).
func FilledIn(has func(key string) bool, memory int) []Filled {
	all := []Filled{
		{"handler", DefaultHandler}, {"instanceConcurrency", DefaultConcurrency}, {"internetAccess", true},
		{"memorySize", DefaultMemory}, {"timeout", DefaultTimeout},
	}
	if (!has("memorySize") || memory == DefaultMemory) && !has("cpu") && !has("diskSize") {
		all = append(all, Filled{"cpu", DefaultCPU}, Filled{"diskSize", DefaultDisk})
	}
	var added []Filled
	for _, f := range all {
		if !has(f.Key) {
			added = append(added, f)
		}
	}
	return added
}
