//go:build unix

package process

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// BenchmarkStart measures a start up to Done, beside os/exec. The guard and
// the thread that forks shall not be felt.
func BenchmarkStart(b *testing.B) {
	truth, err := exec.LookPath("true")
	if err != nil {
		b.Skip(err)
	}
	guard, err := StartGuard([]string{self(b), "__guard"})
	if err != nil {
		b.Fatal(err)
	}
	defer guard.Close()
	for name, g := range map[string]*Guard{"alone": nil, "guarded": guard} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := Start(Spec{Args: []string{truth}, Env: os.Environ(), Guard: g})
				if err != nil {
					b.Fatal(err)
				}
				<-p.Done()
			}
		})
	}
	b.Run("exec", func(b *testing.B) {
		for b.Loop() {
			if err := exec.CommandContext(b.Context(), truth).Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStop measures the end of a program that ends when asked.
func BenchmarkStop(b *testing.B) {
	for b.Loop() {
		p, err := Start(Spec{Args: []string{"sleep", "60"}, Env: os.Environ()})
		if err != nil {
			b.Fatal(err)
		}
		p.Stop(time.Minute)
	}
}

// BenchmarkFreeze measures what a frozen instance costs its next call.
func BenchmarkFreeze(b *testing.B) {
	p, err := Start(Spec{Args: []string{"sleep", "60"}, Env: os.Environ()})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Stop(0)
	for b.Loop() {
		if err := p.Freeze(); err != nil {
			b.Fatal(err)
		}
		if err := p.Thaw(); err != nil {
			b.Fatal(err)
		}
	}
}
