package fc

// Request headers that the platform adds to every call of a custom runtime (D/078).
const (
	HeaderRequestID       = "X-Fc-Request-Id"
	HeaderAccessKeyID     = "X-Fc-Access-Key-Id"
	HeaderAccessKeySecret = "X-Fc-Access-Key-Secret"
	HeaderSecurityToken   = "X-Fc-Security-Token"
	HeaderFunctionHandler = "X-Fc-Function-Handler"
	HeaderFunctionMemory  = "X-Fc-Function-Memory" // MB
	HeaderRegion          = "X-Fc-Region"
	HeaderAccountID       = "X-Fc-Account-Id"
	HeaderQualifier       = "X-Fc-Qualifier"
	HeaderVersionID       = "X-Fc-Version-Id"
	HeaderFunctionName    = "X-Fc-Function-Name"
	HeaderLogProject      = "X-Fc-Service-Logproject"
	HeaderLogstore        = "X-Fc-Service-Logstore"
	HeaderControlPath     = "X-Fc-Control-Path"
)

// Request headers that no page of today lists. The first two were seen in real
// calls (https://github.com/msa-group/start-apig); the others come from the
// pages of FC 2.0, and one public server lets a pre-stop through only with
// HeaderPreStopHandler. Nothing may depend on any of them.
const (
	HeaderFunctionTimeout       = "X-Fc-Function-Timeout" // seconds
	HeaderRetryCount            = "X-Fc-Retry-Count"
	HeaderInitializationTimeout = "X-Fc-Initialization-Timeout" // seconds
	HeaderPreStopHandler        = "X-Fc-Instance-Lifecycle-Pre-Stop-Handler"
)

// Values of HeaderControlPath (D/078). "/pre-stop" is not among the documented
// ones, so nothing may depend on it.
const (
	ControlInvoke     = "/invoke"
	ControlHTTPInvoke = "/http-invoke"
	ControlInitialize = "/initialize"
	ControlPreStop    = "/pre-stop" // undocumented; read by a public server (https://github.com/awesome-fc/fc-newrelic-demo)
)

// InvokeMethod and InvokePath are how an event reaches a custom runtime (D/108).
const (
	InvokeMethod = "POST"
	InvokePath   = "/invoke"
)

// HeaderStatus is the one X-Fc- response header that a server may set:
// StatusFailed tells the platform that a call failed, StatusOK or no header
// that it succeeded (D/108).
const (
	HeaderStatus = "X-Fc-Status"
	StatusOK     = "200"
	StatusFailed = "404"
)

// CredentialHeaders lists the headers that carry the function role's keys.
// They must never reach a log, a file, a page or an error.
func CredentialHeaders() []string {
	return []string{HeaderAccessKeyID, HeaderAccessKeySecret, HeaderSecurityToken}
}

// PortVariables are the environment variables that name the port to listen on,
// in the order they are read. The first is set by the local tools and the
// legacy images, the second is the documented one (D/047).
func PortVariables() []string { return []string{"FC_SERVER_PORT", "FC_CUSTOM_LISTEN_PORT"} }

// DefaultPort is the port where neither s.yaml nor the environment names one (D/126).
const DefaultPort = 9000
