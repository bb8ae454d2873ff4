package fc

import (
	"fmt"
	"strings"
	"time"
)

// Error codes of an instance that does not start
// (https://help.aliyun.com/zh/functioncompute/api-fc-2023-03-30-errorcodes).
const (
	CodeExited         = "CAExited"           // it ended, or could not be executed
	CodeFileNotFound   = "CAFileNotFound"     // the start command's file is missing
	CodeFilePermission = "CAFilePermission"   // that file cannot be executed
	CodeNotStarted     = "FunctionNotStarted" // its HTTP server cannot be reached
)

// StatusNotStarted is what a caller gets when an instance does not start
// (https://help.aliyun.com/zh/functioncompute/fc/user-guide/monitoring-metrics-1).
const StatusNotStarted = 412

// DefaultCommand is the start command where s.yaml has none (D/126).
const DefaultCommand = "/code/bootstrap"

// FileMissing is the text for a start command whose file is not there (D/076).
func FileMissing(file string) string {
	return fmt.Sprintf("The function cannot be started. Failed to start function instance. Error: the file %s is not exist", file)
}

// FilePermission is the text for a bootstrap file that is not executable
// (question 42 of the FAQ, https://github.com/aliyun-fc/fc-docs).
func FilePermission() string {
	return "The CA process cannot be started due to bootstrap file don't have execute permissions"
}

// HealthCheckFailed is the text for a port that did not open (D/076).
func HealthCheckFailed(port int, wait time.Duration) string {
	return fmt.Sprintf("Function instance health check failed on port %d in %.5g seconds.", port, wait.Seconds())
}

// PingFailed is the text for a server that cannot be reached from outside the
// instance, as one that listens on the loopback address only
// (questions 39 and 43 of the FAQ, https://github.com/aliyun-fc/fc-docs).
func PingFailed(address string, wait time.Duration) string {
	return fmt.Sprintf("The CA's http server cannot be started:ContainerStartDuration:%d. "+
		"Ping CA failed due to: dial tcp %s: connect: connection refused", wait, address)
}

// Exited is the text for a program that ended by itself (D/076). A program that
// a signal ended has the code that a shell gives it, 128 and the signal's number.
func Exited(code int, command []string) string {
	state := fmt.Sprintf("code %d", code)
	if message := ExitMessage(code); message != "" {
		state += ", message:" + message
	}
	// The platform ends every word with a space, the last one too.
	return fmt.Sprintf("Function instance exited unexpectedly(%s) with start command '%s '.", state, strings.Join(command, " "))
}

// ExitMessage is what the platform says about an exit code, whatever the
// program meant by it: it takes the number for an error number of Linux (D/076).
// It is "" for a number that is none.
func ExitMessage(code int) string {
	messages := strings.Split(linuxErrors, "|")
	if code < 1 || code > len(messages) {
		return ""
	}
	return messages[code-1]
}

// linuxErrors are the texts of the error numbers from 1.
const linuxErrors = "" +
	"operation not permitted|no such file or directory|no such process|interrupted system call|input/output error|" +
	"no such device or address|argument list too long|exec format error|bad file descriptor|no child processes|" +
	"resource temporarily unavailable|cannot allocate memory|permission denied|bad address|block device required|" +
	"device or resource busy|file exists|invalid cross-device link|no such device|not a directory|" +
	"is a directory|invalid argument|too many open files in system|too many open files|inappropriate ioctl for device|" +
	"text file busy|file too large|no space left on device|illegal seek|read-only file system|too many links|" +
	"broken pipe|numerical argument out of domain|numerical result out of range|resource deadlock avoided|" +
	"file name too long|no locks available|function not implemented|directory not empty|too many levels of symbolic links|" +
	"|no message of desired type|identifier removed|channel number out of range|level 2 not synchronized|" +
	"level 3 halted|level 3 reset|link number out of range|protocol driver not attached|no CSI structure available|" +
	"level 2 halted|invalid exchange|invalid request descriptor|exchange full|no anode|invalid request code|" +
	"invalid slot||bad font file format|device not a stream|no data available|timer expired|out of streams resources|" +
	"machine is not on the network|package not installed|object is remote|link has been severed|" +
	"advertise error|srmount error|communication error on send|protocol error|multihop attempted|" +
	"RFS specific error|bad message|value too large for defined data type|name not unique on network|" +
	"file descriptor in bad state|remote address changed|can not access a needed shared library|" +
	"accessing a corrupted shared library|.lib section in a.out corrupted|attempting to link in too many shared libraries|" +
	"cannot exec a shared library directly|invalid or incomplete multibyte or wide character|interrupted system call should be restarted|" +
	"streams pipe error|too many users|socket operation on non-socket|destination address required|" +
	"message too long|protocol wrong type for socket|protocol not available|protocol not supported|" +
	"socket type not supported|operation not supported|protocol family not supported|address family not supported by protocol|" +
	"address already in use|cannot assign requested address|network is down|network is unreachable|" +
	"network dropped connection on reset|software caused connection abort|connection reset by peer|" +
	"no buffer space available|transport endpoint is already connected|transport endpoint is not connected|" +
	"cannot send after transport endpoint shutdown|too many references: cannot splice|connection timed out|" +
	"connection refused|host is down|no route to host|operation already in progress|operation now in progress|" +
	"stale file handle|structure needs cleaning|not a XENIX named type file|no XENIX semaphores available|" +
	"is a named type file|remote I/O error|disk quota exceeded|no medium found|wrong medium type|" +
	"operation canceled|required key not available|key has expired|key has been revoked|key was rejected by service|" +
	"owner died|state not recoverable|operation not possible due to RF-kill|"
