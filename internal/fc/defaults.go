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
