package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
)

// runCheck finds or builds the function and checks it. Cases that only read
// files need neither, and nothing is started for them: they are run although the
// error is a *nothing.
func (p *program) runCheck(ctx context.Context, s checkSettings, cases []conformance.Case) (report conformance.Report, err error) {
	s.config.Secrets = p.hide(s.environment)
	it, err := p.runnable(ctx, s.wanted, s.config.URL == "" && slices.ContainsFunc(cases, startsServer))
	if file := unreadable(err); file != "" {
		return p.checkUnread(ctx, s, file, err)
	}
	nothing, without := errors.AsType[*nothing](err)
	if err != nil && !without {
		return report, err
	}
	defer func() { err = errors.Join(err, it.close()) }()
	if without && it.function.File == "" {
		return report, nothing
	}
	if without {
		s.config.NoCommand = p.msg.of("there is nothing to run")
	}
	s.config.Secrets.AddVariables(it.function.Env)
	for _, note := range it.notes {
		p.msg.sayf("note: %s", note)
	}
	for _, name := range p.takenBy(it.function) {
		p.msg.sayf("note: "+taken, name)
	}
	if it.function.File == "" {
		it.function.Trigger = &manifest.HTTPTrigger{} // without s.yaml it is taken for a web server
	}
	if s.port != 0 {
		it.function.Port = s.port
	}
	s.config.Dir, s.config.Function, s.config.Program, s.config.Main, s.config.File = it.dir, it.function, it.program, it.found.Main, it.found.File
	if it.found.Build != nil {
		s.config.Dockerfile = it.found.Build.Dockerfile
	}
	if it.builder != nil {
		built := it.builder.Build(ctx)
		if built.Err != nil {
			p.msg.sayf("%s", strings.TrimRight(built.Output, "\n"))
			return report, &noBuild{built.Err}
		}
		s.config.Program = it.with(built.Binary, "")
	}
	code, err := p.copyCode(ctx, it, s.config.Program)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, code.close()) }()
	if code.dir != "" {
		s.config.Program, s.config.CodeCopy = code.program, code.dir
	}
	if len(s.config.Program.Args) > 0 {
		if s.config.Guard, err = p.guard.start(); err != nil {
			p.msg.sayf("warning: nothing guards against processes left behind if fcgen is killed: %v", err)
		}
	}

	progress := p.newProgress(len(cases))
	s.config.Progress = progress.tell
	report, err = conformance.Run(ctx, s.config)
	progress.end()
	report.Strict = s.strict
	for _, name := range report.Missed {
		p.msg.sayf("note: %s", instance.MissedText(name))
	}
	switch {
	case code.dir != "":
		p.tellLacking(report, code)
		code.repeatable(report, it.main)
	case it.builder != nil:
		repeatable(report, s.config.Program.Args[0], it.main)
	}
	if err == nil && without && !report.Failed() {
		err = nothing // what was checked is in the report
	}
	return report, err
}

// startsServer reports whether a case needs the function to run.
func startsServer(c conformance.Case) bool { return slices.Contains(c.Needs, conformance.NeedCommand) }

// unreadable is the s.yaml that an error says cannot be read, "" for other errors.
func unreadable(err error) string {
	if invalid, ok := errors.AsType[*manifest.Invalid](err); ok {
		return invalid.File
	}
	if old, ok := errors.AsType[*manifest.OldEdition](err); ok {
		return old.File
	}
	if other, ok := errors.AsType[*manifest.OtherTool](err); ok {
		return other.File
	}
	return ""
}

// checkUnread checks what can be without knowing what to run. Where that finds
// nothing, the error why s.yaml cannot be read remains.
func (p *program) checkUnread(ctx context.Context, s checkSettings, file string, unread error) (conformance.Report, error) {
	s.config.Dir, s.config.URL = p.path(s.dir), ""
	s.config.Function = manifest.Function{File: file, Resource: s.choice.Resource}
	report, err := conformance.Run(ctx, s.config)
	if err == nil && !report.Failed() {
		err = unread
	}
	return report, err
}

// repeatable replaces the program that was built for the check, and is gone
// after it, with a command that builds it.
func repeatable(report conformance.Report, binary, main string) {
	build := fmt.Sprintf(`"$(go build -o /tmp/bootstrap %s && echo /tmp/bootstrap)"`, generator.ShellQuote(main))
	for i := range report.Results {
		report.Results[i].Repeat = strings.ReplaceAll(report.Results[i].Repeat, binary, build)
	}
}
