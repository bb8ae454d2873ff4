package emulator

import (
	"context"
	"fmt"
	"time"
)

// InstanceInfo is what is known of an instance.
type InstanceInfo struct {
	ID      string    `json:"id"`
	State   State     `json:"state"`
	Since   time.Time `json:"since"` // it has been in State
	Created time.Time `json:"created"`
	Version string    `json:"version"` // of its program
	PID     int       `json:"pid"`
	Port    int       `json:"port"`
	Running int       `json:"running"` // calls
	Served  int       `json:"served"`  // calls that ended

	Unhealthy bool `json:"unhealthy,omitempty"` // the health check fails: it gets no calls

	Starting bool `json:"-"` // it has not served yet
}

// Instances lists the instances that are there, oldest first.
func (e *Emulator) Instances() []InstanceInfo {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	infos := make([]InstanceInfo, 0, len(e.pool.lives))
	for _, l := range e.pool.lives {
		infos = append(infos, InstanceInfo{
			ID: l.id, State: l.state, Since: l.since, Created: l.created, Version: l.gen.program.Version,
			PID: l.pid, Port: l.port, Running: l.running, Served: l.served, Starting: l.starting(),
			Unhealthy: l.admitted && !l.healthy,
		})
	}
	return infos
}

// UnknownInstance means that there is no instance of that id.
type UnknownInstance struct{ ID string }

func (e *UnknownInstance) Error() string { return fmt.Sprintf("there is no instance %q", e.ID) }

// StopInstance stops one as the platform does, pre-stop first; it returns when
// that is done, or ctx ends. The error is an *UnknownInstance or ctx's.
func (e *Emulator) StopInstance(ctx context.Context, id, reason string) error {
	e.pool.mu.Lock()
	l, err := e.pool.find(id)
	if err == nil {
		l.stop(reason)
	}
	e.pool.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the stop of %q: %w", id, ctx.Err())
	}
}

// KillInstance ends its process at once, as a crash does, and returns when it
// is gone. The error is an *UnknownInstance.
func (e *Emulator) KillInstance(id string) error {
	e.pool.mu.Lock()
	l, err := e.pool.find(id)
	if err != nil {
		e.pool.mu.Unlock()
		return err
	}
	in := l.in
	if in == nil { // there is no process yet
		l.stop("killed")
		l.kill()
	}
	e.pool.mu.Unlock()
	if in != nil {
		in.Kill()
	}
	return nil
}

// find is the instance of an id; the caller holds the lock.
func (p *pool) find(id string) (*life, error) {
	for _, l := range p.lives {
		if l.id == id {
			return l, nil
		}
	}
	return nil, &UnknownInstance{ID: id}
}
