//go:build unix && !linux

package process

func seesLeavers() bool { return false }
