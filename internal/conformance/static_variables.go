package conformance

import (
	"slices"

	"github.com/fcgen/fcgen/internal/devs"
)

// variablesOf makes a rule of the variables that have one of these problems.
// Serverless Devs reads the whole file before it deploys anything, so those of
// the file's other functions count too.
func variablesOf(seen string, causes ...devs.Cause) func(*project) Result {
	return func(p *project) Result {
		file, err := p.manifest()
		if err != nil {
			return unread(err)
		}
		var findings []Finding
		for _, problem := range file.Problems {
			if slices.Contains(causes, problem.Cause) {
				findings = append(findings, p.problem(problem))
			}
		}
		return judge(findings, "%s", seen)
	}
}

// namedThere looks for what s.yaml names and Serverless Devs silently does without.
func namedThere(p *project) Result {
	file, err := p.manifest()
	if err != nil {
		return unread(err)
	}
	var findings []Finding
	for _, note := range file.Notes {
		findings = append(findings, p.problem(note))
	}
	return judge(findings, "what s.yaml names is there")
}

func (p *project) problem(problem *devs.Problem) Finding {
	message := problem.Why
	if problem.Path != "" {
		message = problem.Path + ": " + message
	}
	if problem.Remedy != "" {
		message += ": " + problem.Remedy
	}
	return Finding{File: p.shown(problem.At.File), Line: problem.At.Line, Message: message}
}
