//go:build !linux

package process

// Ports lists the TCP ports that the program and its descendants listen on.
// ErrUnsupported where the system cannot tell (anything but Linux).
func (p *Process) Ports() ([]Port, error) { return nil, ErrUnsupported }

// ListensOn reports whether the program or a descendant listens on the TCP port.
// ErrUnsupported where the system cannot tell (anything but Linux).
func (p *Process) ListensOn(int) (bool, error) { return false, ErrUnsupported }

// PortHolder names the process that listens on the TCP port: "nginx (pid 812)";
// "" where the system does not tell.
func PortHolder(int) string { return "" }
