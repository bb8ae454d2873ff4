//go:build !linux

package process

// Ports lists the TCP ports that the program and its descendants listen on.
// ErrUnsupported where the system cannot tell (anything but Linux).
func (p *Process) Ports() ([]Port, error) { return nil, ErrUnsupported }

// PortHolder names the process that listens on the TCP port: "nginx (pid 812)";
// "" where the system does not tell.
func PortHolder(int) string { return "" }
