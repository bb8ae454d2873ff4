package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// coldStart compares the first call of a function that has no instance yet,
// through the gateway, with the least that it could take: start the function,
// call its initializer, make the call.
func (d *devLab) coldStart(ctx context.Context) (result, error) {
	f, err := manifest.Load(context.Background(), d.project, manifest.Choice{})
	if err != nil {
		return result{}, err
	}
	fmt.Fprintf(d.log, "%d cold starts\n", d.runs)
	var cold, own []float64
	for range d.runs {
		took, err := d.firstCall(ctx, f)
		if err != nil {
			return result{}, err
		}
		cold = append(cold, took.Seconds())
		s, took, err := start(ctx, d.binary)
		if err != nil {
			return result{}, err
		}
		call, err := median(ctx, s.address, time.Microsecond)
		if err := errors.Join(err, s.stop()); err != nil {
			return result{}, err
		}
		own = append(own, took.Seconds()+call)
	}
	added := spreadOf(differences(cold, own))
	text := table(
		[]string{"from nothing to the first answer", "", "added"},
		[]string{"through the gateway", spreadOf(cold).milliseconds(), added.milliseconds()},
		[]string{"start, initialize and call by hand", spreadOf(own).milliseconds(), ""},
	)
	return result{text, []demand{{"ms that the gateway adds to a cold start", added.median * 1e3, 5, false}}}, nil
}

func (d *devLab) firstCall(ctx context.Context, f manifest.Function) (took time.Duration, err error) {
	e, err := emulator.New(emulator.Config{
		Function: f,
		Program:  emulator.Program{Args: []string{d.binary}, Dir: d.project},
		Environ:  os.Environ(),
	})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, e.Close(ctx)) }()
	gateway := httptest.NewServer(e)
	defer gateway.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, gateway.URL+"/?name=Ada", nil)
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	resp, err := http.DefaultClient.Do(request)
	took = time.Since(begin)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("the first call got %s", resp.Status)
	}
	return took, errors.Join(err, resp.Body.Close())
}
