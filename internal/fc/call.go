package fc

import (
	"fmt"
	"strings"
	"time"
)

// Headers of a call that its caller sets, and that the caller gets back
// (D/108, https://help.aliyun.com/zh/functioncompute/fc/developer-reference/api-fc-2023-03-30-invokefunction).
const (
	HeaderInvocationType = "X-Fc-Invocation-Type" // Sync, Async
	HeaderLogType        = "X-Fc-Log-Type"        // None, Tail
	HeaderAsyncID        = "X-Fc-Stateful-Async-Invocation-Id"

	HeaderErrorType          = "X-Fc-Error-Type"
	HeaderInstanceID         = "X-Fc-Instance-Id"
	HeaderInvocationDuration = "X-Fc-Invocation-Duration" // milliseconds
	HeaderMaxMemoryUsage     = "X-Fc-Max-Memory-Usage"    // MB
	HeaderServiceVersion     = "X-Fc-Invocation-Service-Version"
	HeaderCodeChecksum       = "X-Fc-Code-Checksum"
	HeaderLogResult          = "X-Fc-Log-Result" // base64
)

// Values of HeaderErrorType (D/092, D/060).
const (
	ErrorHandled        = "HandledInvocationError"   // the function said that the call failed
	ErrorUnhandled      = "UnhandledInvocationError" // the function gave no answer
	ErrorInitialization = "InitializationError"
)

// Error codes of calls (https://help.aliyun.com/zh/functioncompute/api-fc-2023-03-30-errorcodes;
// the statuses that go with them are in D/028 and D/089).
const (
	CodeInvalidArgument   = "InvalidArgument"     // 400
	CodePathNotSupported  = "PathNotSupported"    // 400
	CodeAccessDenied      = "AccessDenied"        // 403, also a method that the HTTP trigger does not list
	CodeFunctionNotFound  = "FunctionNotFound"    // 404
	CodeTriggerNotFound   = "TriggerNotFound"     // 404
	CodeMethodNotAllowed  = "MethodNotAllowed"    // 405
	CodeResourceExhausted = "ResourceExhausted"   // 429
	CodeClientClosed      = "ClientClosedRequest" // 499
	CodeBadResponse       = "BadResponse"         // 502
	CodeFunctionTimeout   = "FunctionTimeoutError"
	CodeFunctionError     = "FunctionUnhandledError"
	CodeThrottled         = "ResourceThrottled" // 503
)

// StatusClientClosed is the status of a call whose caller hung up (D/089).
const StatusClientClosed = 499

// Limits of calls, in bytes (D/108, S/09).
const (
	MaxRequestHeaders  = 8 << 10 // all of them together
	MaxRequestPath     = 4 << 10 // with the query
	MaxBody            = 32 << 20
	MaxAsyncBody       = 128 << 10
	MaxResponseHeaders = 8 << 10
	MaxLogTail         = 4 << 10
)

// How often a failed asynchronous call is made again, and for how long, where
// s.yaml does not say it (D/091; https://github.com/alibabacloud-go/fc-20230330,
// client/put_async_invoke_config_input_model.go).
const (
	AsyncRetries    = 3
	MaxAsyncRetries = 8
	AsyncMaxAge     = 86400 // seconds
)

// FailedCallSuffix ends the line of a call of which the function said that it
// failed (github.com/aliyun/fc-runtime-go-sdk, fc/function.go).
const FailedCallSuffix = "Unhandled function error"

// InvokeStartMarker is the line that the platform puts into the log before a call (D/127).
func InvokeStartMarker(requestID string) string { return "FC Invoke Start RequestId: " + requestID }

// InvokeEndMarker is the line after a call; failure says why it failed, "" that
// it did not (D/108).
func InvokeEndMarker(requestID, failure string) string {
	line := "FC Invoke End RequestId: " + requestID
	if failure != "" {
		line += ", Error: " + failure
	}
	return line
}

// TimedOut is the text for a call that took longer than the function may
// (https://help.aliyun.com/zh/functioncompute/fc/use-cases/best-practices-for-asynchronous-tasks).
func TimedOut(timeout time.Duration, memory float64) string {
	return fmt.Sprintf("Function timed out after %.5g seconds (maxMemoryUsage: %.2fMB)", timeout.Seconds(), memory)
}

// ExitedInCall is the text for a process that ended, or a connection that it
// closed, before a call was answered (D/092). Memory is in MB.
func ExitedInCall(duration time.Duration, memory float64) string {
	return fmt.Sprintf("Process exited unexpectedly before completing request (duration: %dms, maxMemoryUsage: %.2fMB)",
		duration.Milliseconds(), memory)
}

// CanceledByClient is the text for a call whose caller hung up (question 35 of
// the FAQ, https://github.com/aliyun-fc/fc-docs). Memory is in MB.
func CanceledByClient(duration time.Duration, memory float64) string {
	return fmt.Sprintf("Invocation canceled by client (duration: %dms, maxMemoryUsage: %.2fMB)",
		duration.Milliseconds(), memory)
}

// HealthStatusFailed is the text for an instance whose first health check was
// answered with a status that is no success (D/038).
func HealthStatusFailed(status int) string {
	return fmt.Sprintf("The function http server cannot be started. check function health failed with status code: %d ", status)
}

// UsageLine ends the log that a caller asked for (D/022). Memory is in MB.
func UsageLine(duration time.Duration, size int, memory float64) string {
	ms := float64(duration) / float64(time.Millisecond)
	billed := int64(duration+time.Millisecond-1) / int64(time.Millisecond)
	return fmt.Sprintf("Duration: %.2f ms, Billed Duration: %d ms, Memory Size: %d MB, Max Memory Used: %.2f MB",
		ms, billed, size, memory)
}

// StripRequest removes what the platform does not pass from a client to a
// function (D/108). Upgrades of a connection are not the client's own and stay
// for who carries them.
func StripRequest(h map[string][]string) {
	for name := range h {
		switch {
		case reserved(name), name == "Keep-Alive":
			delete(h, name)
		}
	}
}

// StripResponse removes what the platform does not pass from a function to a
// client (D/108), except Connection and Content-Length, which frame the answer
// and are for who carries it.
func StripResponse(h map[string][]string) {
	for name := range h {
		switch {
		case reserved(name) && name != HeaderStatus, name == "Date", name == "Keep-Alive", name == "Server":
			delete(h, name)
		}
	}
}

// reserved reports whether a header, in its canonical form, is the platform's.
func reserved(name string) bool {
	const prefix = "X-Fc-"
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

// HeaderSize is what the lines of the headers take together, in bytes.
func HeaderSize(h map[string][]string) int {
	size := 0
	for name, values := range h {
		for _, value := range values {
			size += len(name) + len(": ") + len(value) + len("\r\n")
		}
	}
	return size
}
