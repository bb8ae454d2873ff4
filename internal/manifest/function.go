package manifest

import "time"

// Function is a function as its s.yaml describes it, with the defaults of the
// fc3 component where it says nothing (FC3 src/default/config.ts).
type Function struct {
	File     string   // the s.yaml it was read from; "" if there is none
	Sources  []string // File and the .env and other files that were read for it, by their names
	Resource string   // its id under resources
	Name     string   // functionName
	Region   string   // cn-hangzhou where s.yaml has none, or one that cannot be known here
	Runtime  string
	Handler  string // "index.handler" where s.yaml has none: the API insists on one
	Account  string // the owner's id; a made-up one

	Code    string   // the folder that becomes /code, joined to that of s.yaml; "" for an image, or code that is elsewhere
	Command []string // command and args; empty means /code/bootstrap, or what the image starts
	Image   string   // a custom-container's image
	Env     map[string]string
	Port    int // what the platform connects to; fc.DefaultPort where s.yaml has none

	CPU         float64       // vCPU
	Memory      int           // MB
	Timeout     time.Duration // of one call
	Concurrency int           // calls in one instance at a time

	IdleTimeout  time.Duration // an instance without a call for so long is stopped; 0 means that s.yaml says nothing
	MinInstances int           // that are there whether calls come or not

	Hooks       map[string]Hook // by fc.Hook.Name, every hook, configured or not
	HealthCheck *HealthCheck    // nil means none
	Trigger     *HTTPTrigger    // nil means that no HTTP trigger is declared
	Async       *Async          // nil means the defaults
	Timers      []Timer         // timer triggers
	Unplayed    []string        // what s.yaml configures and a run on one's own machine does not give: "nasConfig"
	LogProject  string
	Logstore    string

	Lines      map[string]int    // the line, from 1, of each key: "customRuntimeConfig.port", "triggers[0].triggerName"
	Elsewhere  map[string]string // the file of each of those keys that stands in another than File; nil if there is none
	Unresolved []Unresolved      // values with a variable that has none here, in the order of the file
}

// Unresolved is a value that is left as it is written, since only the platform
// or a deployment knows what its variable stands for.
type Unresolved struct {
	Key  string // "environmentVariables.DB"
	Line int
	Text string // as written
	Why  string
}

// Hook is a lifecycle hook's configuration.
type Hook struct {
	Configured bool // a non-empty handler: what is not configured is never called (D/040)
	Handler    string
	Timeout    time.Duration // fc.Hook.DefaultTimeout where s.yaml has none
}

// HealthCheck is customRuntimeConfig.healthCheckConfig with its defaults
// (https://help.aliyun.com/zh/functioncompute/fc/user-guide/configure-a-custom-health-check-policy-for-instances-1).
type HealthCheck struct {
	Path                               string
	InitialDelay, Period, Timeout      time.Duration
	FailureThreshold, SuccessThreshold int
}
