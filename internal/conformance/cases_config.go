package conformance

// configCases are about s.yaml and about the code beside it. They read and
// start nothing.
func configCases() []Case {
	needs := []Need{NeedSYAML}
	return []Case{
		{
			ID: "CFG/1", Level: Must, Title: "the hooks in s.yaml are written as the platform takes them",
			Source: source("D/040"), Needs: needs,
			Do:     "Read instanceLifecycleConfig in s.yaml.",
			Expect: "handler is a string, it does not stand beside command, and timeout is a whole number of at least 1",
			Why: "A bare true is a YAML boolean and no string, so handler: true is refused, or the hook is simply not there. " +
				"With both handler and command the component stops.",
			Mend: "Write handler: \"initialize\" and handler: \"pre-stop\", with the quotes, leave command away, and give timeout in seconds.",
			run:  static(linting(hookFindings, "the hooks are written as they should be")),
		},
		{
			ID: "CFG/2", Level: Should, Title: "s.yaml's port and start command are those of the code",
			Source: source("D/126"), Needs: needs,
			Do: "Find the server that a Go program starts for the function, and follow its address through constants, variables, flags and calls. " +
				"Look for the files of the start command in the code folder.",
			Expect: "the code reads its port from the environment, or listens on the one in s.yaml; the files are there",
			Why: "The platform connects to s.yaml's port for 120 seconds and then gives the instance up: \"Function instance health check failed on port …\". " +
				"A start command without its file ends with \"no such file or directory\".",
			Mend: "Read the port from FC_SERVER_PORT or FC_CUSTOM_LISTEN_PORT with s.yaml's as the default, and listen on \":\" + port. " +
				"Name in command what is in the code folder: ./dist/bootstrap arrives as /code/bootstrap.",
			run: static(described(both(codePort, commandFiles))),
		},
		{
			ID: "CFG/3", Level: Must, Title: "the values in s.yaml are ones that the platform takes",
			Source: source("FC3"), Needs: needs,
			Do:     "Compare each value in s.yaml with the component's schema and the platform's limits: types, ranges, steps, the ratio of memory to cpu, what is required.",
			Expect: "nothing is missing, of another type or out of its range",
			Why: "The component logs what its schema refuses and goes on, so a wrong value fails late, in the API, in the middle of a deployment, " +
				"with a message about the request and not about your line.",
			Mend: "Change the line that is named. For cpu and memorySize: 1 to 4 GB for each vCPU, memory in steps of 64 MB, cpu in steps of 0.05.",
			run:  static(readable),
		},
		{
			ID: "CFG/4", Level: Should, Title: "every key in s.yaml is one that somebody reads",
			Source: source("FC3"), Needs: needs,
			Do:     "Compare the keys in s.yaml with those of the API's models and with those that the component knows.",
			Expect: "no unknown key",
			Why:    "Neither the schema nor the component refuses a key that it does not know: a misspelt one is silently without effect, and its default holds.",
			Mend:   "Correct the spelling, or take the key away.",
			run:    static(linting(keyFindings, "every key is known")),
		},
		{
			ID: "CFG/5", Level: Should, Title: "s.yaml keeps to the limits that the quota page names",
			Source: source("S/09"), Needs: needs,
			Do: "Compare the hooks' timeouts with the platform's limits, look for values without effect, for values that fcgen's tables do not have, " +
				"and for what the region does not offer: custom containers, custom.debian12, images of another region or registry.",
			Expect: "an initializer's timeout of at most 300 seconds, a pre-stop's of at most 90; no code beside an image; " +
				"a region, a kind of login and a session affinity that are known; OPTIONS among the methods of a trigger with CORS",
			Why: "Above its limit a value may be refused or cut down. The sources disagree about the limits, and the platform grows faster than " +
				"the tables of fcgen do (fcgen version --json says of which day they are), so this is a warning.",
			Mend: "Stay at or below the limit, or ask the platform to raise it for you. Choose a region that has what the function needs.",
			run:  static(linting(limitFindings, "no value is above its limit")),
		},
		{
			ID: "CFG/6", Level: Should, Title: "each hook that s.yaml configures is in the code",
			Source: source("SEED"), Needs: needs,
			Do:     "Look for a route for /initialize and for /pre-stop on the router that a Go program serves at the function's port. In other languages, look for the strings in the sources.",
			Expect: "the code has a route for each configured hook",
			Why: "A configured hook without a route answers 404, or falls through to a route for every path. " +
				"After a 404 the initializer is tried again and again, and no call gets through.",
			Mend: "Add the route, or take the hook out of instanceLifecycleConfig.",
			run:  static(described(hooksInCode)),
		},
		{
			ID: "CFG/7", Level: Info, Title: "each hook in the code is configured in s.yaml",
			Source: source("D/040"), Needs: needs,
			Do:     "Look for routes for /initialize and /pre-stop, as CFG/6 does, and for their keys in s.yaml.",
			Expect: "a hook that the code answers has a handler under instanceLifecycleConfig",
			Why:    "The platform calls a hook only if it is configured. Without that its route is code that never runs, and nobody is told.",
			Mend:   "Add instanceLifecycleConfig.initializer or .preStop with a handler to s.yaml:\n\n    instanceLifecycleConfig:\n      preStop:\n        handler: \"pre-stop\"\n        timeout: 30",
			run:    static(described(hooksInConfig)),
		},
		{
			ID: "CFG/8", Level: Should, Title: "the server's own timeouts leave connections alone",
			Source: source("D/126"),
			Do:     "Find the http.Server that a Go program starts for the function, and what its IdleTimeout, ReadTimeout and WriteTimeout are set to, or SetKeepAlivesEnabled.",
			Expect: "they are zero, or long: 15 minutes for the first two, 24 hours for the last",
			Why: "The platform keeps connections open between calls. A server that closes one first makes the next call on it fail: GET is sent again, " +
				"POST ends with 502, \"Process exited unexpectedly before completing request\".",
			Mend: "Leave them at zero, with a comment that says why. The function's own timeout ends calls that take too long.",
			run:  static(keptConnections),
		},
		{
			ID: "CFG/9", Level: Must, Title: "the function's variables are ones that the platform takes",
			Source: source("D/047"), Needs: needs,
			Do:     "Add up environmentVariables and look at their names.",
			Expect: "at most 4 KB together, and no name that begins with FC_",
			Why:    "Larger sets are refused. Names that begin with FC_ are the platform's own, which puts its values over yours or refuses them.",
			Mend:   "Rename the variable. Keep large settings in a file of the code, or in a configuration service.",
			run:    static(described(environment)),
		},
		{
			ID: "CFG/10", Level: Should, Title: "no access key stands in s.yaml",
			Source: practice("D/078"), Needs: needs,
			Do:     "Look for access key ids in s.yaml.",
			Expect: "none",
			Why:    "s.yaml is kept in version control and shown in logs and consoles. A key that stands there is a key that others have.",
			Mend: "Give the function a role: its credentials then arrive with each call, and for a while only. Withdraw the key that stood here. " +
				"What has to be a variable can be ${env('NAME')}.",
			run: static(accessKeys),
		},
		{
			ID: "CFG/11", Level: Should, Title: "the built program finds its libraries on the platform",
			Source: source("D/009"), Needs: needs,
			Do:     "Read the ELF program that the start command names: its interpreter and the versions of glibc that it asks for.",
			Expect: "a static program, or one that asks for no newer glibc than the runtime's Debian has",
			Why: "A program that was built on a newer system ends at once: \"version `GLIBC_2.34' not found\". One built on Alpine ends with " +
				"\"no such file or directory\", since its loader is missing.",
			Mend: "Build a static program: CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build. With cgo, build in an image of the runtime's own Debian.",
			run:  static(described(libraries)),
		},
	}
}

// both is a rule of two parts: the worse result of the two.
func both(a, b func(*project) Result) func(*project) Result {
	return func(p *project) Result {
		x, y := a(p), b(p)
		switch {
		case x.Verdict == Fail && y.Verdict == Fail:
			return judge(append(x.Findings, y.Findings...), "")
		case x.Verdict == Fail:
			return x
		case y.Verdict == Fail:
			return y
		case x.Verdict == Unknown:
			return x
		case y.Verdict == Unknown:
			return y
		case x.Verdict == Skip && y.Verdict == Skip:
			return skipped("%s; %s", x.Reason, y.Reason)
		}
		x.Verdict = Pass
		x.Got, x.Reason = either(x)+"; "+either(y), ""
		return x
	}
}

func either(r Result) string {
	if r.Verdict == Skip {
		return r.Reason
	}
	return r.Got
}
