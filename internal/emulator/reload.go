package emulator

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrClosed means that Close was called.
var ErrClosed = errors.New("the emulator is closed")

// Reload makes new instances of program and, once one of them is initialized,
// stops the old ones; calls go to the old ones until then. If the new program
// cannot start or be initialized, the old one stays and the error says why. Unless
// it is known that instances of the function run side by side, the old ones are
// stopped first and calls wait. It returns when calls go to the new program, or never
// will; the old instances' last calls and pre-stops may still run then.
func (e *Emulator) Reload(ctx context.Context, program Program) error {
	select {
	case <-e.reload:
		defer func() { e.reload <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	case <-e.quit:
		return ErrClosed
	}
	p := e.pool
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return ErrClosed
	}
	p.reloading = true
	old := append([]*life(nil), p.lives...)
	alone := p.gen.ports != portTold
	if alone {
		for _, l := range old {
			l.stop("reload")
		}
	}
	p.mu.Unlock()
	if alone {
		told := e.tellHeld()
		err := waitAll(ctx, old)
		told()
		if err != nil {
			e.giveUpReload(false)
			return err
		}
	}
	if err := e.tryProgram(ctx, program); err != nil {
		e.giveUpReload(alone && len(old) > 0)
		return err
	}
	return nil
}

// heldPatience is how long an instance that a debugger holds is waited for
// before that is said.
const heldPatience = time.Second

// tellHeld says, if it lasts, that a debugger may hold the instance which a
// reload waits for. told ends that.
func (e *Emulator) tellHeld() (told func()) {
	if !e.config.Debug {
		return func() {}
	}
	timer := time.AfterFunc(heldPatience, func() {
		e.journal.Append(Event{Type: EventNotice, Text: "the new program waits for the end of the old one: let it continue in the debugger"})
	})
	return func() { timer.Stop() }
}

// tryProgram makes the first instance of a new program and returns when it serves.
func (e *Emulator) tryProgram(ctx context.Context, program Program) error {
	p := e.pool
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return ErrClosed
	}
	l := e.newLife(birth{gen: &generation{program: program, number: p.gen.number + 1}, reason: "reload"})
	p.lives = append(p.lives, l)
	p.mu.Unlock()
	for {
		select {
		case <-l.ready:
			return nil
		case <-l.done:
		case <-ctx.Done():
			p.mu.Lock()
			l.stop("the reload was given up")
			p.mu.Unlock()
			<-l.done
		}
		select {
		case <-l.ready: // and it is gone already
			return nil
		default:
		}
		switch {
		case l.next != nil:
			l = l.next
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			return fmt.Errorf("the new program does not serve: %w", l.failed)
		}
	}
}

// giveUpReload goes on with the old program, and starts it again if it was stopped.
func (e *Emulator) giveUpReload(stopped bool) {
	p := e.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reloading = false
	if stopped && !p.closed && p.count() == 0 {
		p.lives = append(p.lives, e.newLife(birth{gen: p.gen, reason: "the new program does not serve"}))
	}
	p.scale()
}

// waitAll waits until the lives are over.
func waitAll(ctx context.Context, lives []*life) error {
	for _, l := range lives {
		select {
		case <-l.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
