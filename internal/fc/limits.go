package fc

import (
	"fmt"
	"math"
)

// QuotaPage is where the platform lists its limits, for messages.
const QuotaPage = "https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage"

// Limits of a CPU function (S/06, S/09; FC3 src/schema.json has the same ranges).
const (
	MinCPU, MaxCPU, CPUStep          = 0.05, 16.0, 0.05 // vCPU
	MinMemory, MaxMemory, MemoryStep = 128, 32768, 64   // MB
	SmallDisk, LargeDisk             = 512, 10240       // MB: one or the other
	MinTimeout, MaxTimeout           = 1, 86400         // seconds
	MinConcurrency, MaxConcurrency   = 1, 200           // requests in one instance at a time
	MaxFunctionName                  = 64               // characters
)

// CheckCPU says why cpu, in vCPU, cannot be had.
func CheckCPU(cpu float64) error {
	if math.IsNaN(cpu) || cpu < MinCPU || cpu > MaxCPU {
		return fmt.Errorf("cpu %v is outside %v to %v vCPU", cpu, MinCPU, MaxCPU)
	}
	if steps := cpu / CPUStep; math.Abs(steps-math.Round(steps)) > 1e-6 {
		return fmt.Errorf("cpu %v is not a multiple of %v vCPU", cpu, CPUStep)
	}
	return nil
}

// CheckMemory says why memory, in MB, cannot be had.
func CheckMemory(memory int) error {
	if memory < MinMemory || memory > MaxMemory {
		return fmt.Errorf("memory %d is outside %d to %d MB", memory, MinMemory, MaxMemory)
	}
	if memory%MemoryStep != 0 {
		return fmt.Errorf("memory %d is not a multiple of %d MB", memory, MemoryStep)
	}
	return nil
}

// CheckRatio says why cpu, in vCPU, and memory, in MB, cannot be had together:
// for each vCPU there are 1 to 4 GB (S/06).
func CheckRatio(cpu float64, memory int) error {
	const slack = 1e-9
	gb := float64(memory) / 1024
	if gb < cpu-slack || gb > 4*cpu+slack {
		return fmt.Errorf("cpu %v with memory %d MB is outside the ratio of 1 to 4 GB for each vCPU: %s", cpu, memory, ratioRemedy(cpu))
	}
	return nil
}

// ratioRemedy names the memory that goes with cpu.
func ratioRemedy(cpu float64) string {
	up := func(mb float64) int { return int(math.Ceil(mb/MemoryStep-1e-9)) * MemoryStep }
	down := func(mb float64) int { return int(math.Floor(mb/MemoryStep+1e-9)) * MemoryStep }
	low, high := max(MinMemory, up(1024*cpu)), min(MaxMemory, down(4096*cpu))
	return fmt.Sprintf("with that cpu, %d to %d MB", low, high)
}

// CheckDisk says why disk, in MB, cannot be had.
func CheckDisk(disk int) error {
	if disk != SmallDisk && disk != LargeDisk {
		return fmt.Errorf("disk %d is neither %d nor %d MB", disk, SmallDisk, LargeDisk)
	}
	return nil
}

// CheckTimeout says why a function cannot have timeout, in seconds.
func CheckTimeout(timeout int) error {
	if timeout < MinTimeout || timeout > MaxTimeout {
		return fmt.Errorf("timeout %d is outside %d to %d seconds", timeout, MinTimeout, MaxTimeout)
	}
	return nil
}

// CheckConcurrency says why an instance cannot take n requests at a time.
func CheckConcurrency(n int) error {
	if n < MinConcurrency || n > MaxConcurrency {
		return fmt.Errorf("concurrency %d is outside %d to %d", n, MinConcurrency, MaxConcurrency)
	}
	return nil
}

// CheckPort says why a server cannot listen on port.
func CheckPort(port int) error {
	if port < 1 || port > 65535 {
		return fmt.Errorf("port %d is outside 1 to 65535", port)
	}
	return nil
}

// CheckFunctionName says why the platform does not take name: 1 to 64
// letters, digits, "_" and "-", not starting with a digit or "-"
// (https://help.aliyun.com/zh/functioncompute/fc/developer-reference/api-fc-2023-03-30-createfunction).
func CheckFunctionName(name string) error {
	if name == "" {
		return fmt.Errorf("a function needs a name")
	}
	if len(name) > MaxFunctionName {
		return fmt.Errorf("the name has %d characters, at most %d are allowed", len(name), MaxFunctionName)
	}
	for i, c := range name {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return fmt.Errorf("the name %q has %q at position %d: letters, digits, _ and - are allowed, and a letter or _ first", name, c, i+1)
		}
	}
	return nil
}
