package conformance

import "github.com/fcgen/fcgen/internal/devs"

// variableCases are about what Serverless Devs makes of s.yaml before anything
// is deployed.
func variableCases() []Case {
	needs := []Need{NeedSYAML}
	return []Case{
		{
			ID: "CFG/12", Level: Must, Title: "Serverless Devs can fill in every variable of s.yaml",
			Source: source("SD"), Needs: needs,
			Do: "Read s.yaml as Serverless Devs does: .env files, ${env}, ${vars}, ${json}, ${file}, ${this}, ${resources}, templates, " +
				"extend and environments. Variables of the environment that are not set here are CFG/13.",
			Expect: "every ${…} is one that it knows, and what it names is there",
			Why: "Serverless Devs fills in the whole file before it deploys anything. One variable that it does not know ends the deployment, " +
				"also if it stands in another function: \"${env.FOO} not found\".",
			Mend: "A variable of the environment is ${env('NAME')}, one with a default ${env('NAME', 'default')}, one of vars ${vars.name}. " +
				"A number from the environment is ${json(env('NAME'))}.",
			run: static(variablesOf("every variable has a value", devs.Refused)),
		},
		{
			ID: "CFG/13", Level: Should, Title: "the environment's variables that s.yaml needs are set",
			Source: source("SD"), Needs: needs,
			Do:     "Look for ${env('NAME')} without a default, where NAME is neither set nor in a .env in the current folder, beside s.yaml or in the code folder.",
			Expect: "each of them has a value",
			Why:    "Without the variable Serverless Devs refuses the whole file: \"env('NAME') not found\". If you deploy elsewhere, it may be set there.",
			Mend:   "Set the variable, write it into a file .env, or give a default: ${env('NAME', 'default')}.",
			run:    static(variablesOf("every variable of the environment has a value", devs.Unset)),
		},
		{
			ID: "CFG/14", Level: Should, Title: "the templates and files that s.yaml names are there",
			Source: source("SD"), Needs: needs,
			Do:     "Look for the templates that functions extend, for the file that s.yaml extends, and for the environment that was asked for.",
			Expect: "they are there",
			Why:    "Serverless Devs goes on without them and says nothing: the function is deployed without what stands in the template.",
			Mend:   "Correct the name, or take it away.",
			run:    static(namedThere),
		},
		{
			ID: "CFG/15", Level: Should, Title: "no password and no token stands in s.yaml",
			Source: practice("D/047"), Needs: needs,
			Do: "Look at the values of environmentVariables that are written in s.yaml, and at those of its vars: names like DB_PASSWORD, " +
				"values like mysql://user:password@host, sk-…, ghp_….",
			Expect: "none; credentials come from the environment, a .env that is not committed, or a secret",
			Why:    "s.yaml is kept in version control and shown in reviews and consoles: whoever reads it has the credential.",
			Mend: "Write ${env('NAME')}, and set NAME where you deploy or in a .env that .gitignore names; or ${secret('NAME')}. " +
				"Change the credential that stood here.",
			run: static(plainSecrets),
		},
		{
			ID: "CFG/16", Level: Should, Title: "s.yaml does not need FC_REGION in the deployer's environment",
			Source: source("FC3"), Needs: needs,
			Do:     "Look for ${env('FC_REGION')}.",
			Expect: "none",
			Why: "FC_REGION is how the component knows that it runs on the platform: with it set, it uploads the code to the inner endpoint, " +
				"which your machine cannot reach, and the deployment hangs.",
			Mend: "Name the variable otherwise, REGION say, or write the region into vars.",
			run:  static(ownRegion),
		},
		{
			ID: "CFG/17", Level: Should, Title: "what the function logs is kept",
			Source: source("FC3"), Needs: needs,
			Do:     "Look for logConfig.",
			Expect: "logConfig: auto, or a project and a logstore",
			Why: "Without logConfig the platform keeps no log: after a failure there is nothing to look at, and s logs refuses. " +
				"The console switches logs on by itself, the component does not.",
			Mend: "Write logConfig: auto under props: the component then makes a log project and a logstore. Logs that are kept cost money.",
			run:  static(described(logKept)),
		},
		{
			ID: "CFG/18", Level: Info, Title: "pages for browsers have a domain of their own",
			Source: source("D/108"), Needs: needs,
			Do:     "Look for HTML files beside the code of a function with an HTTP trigger, and for a custom domain (fc3-domain) in s.yaml.",
			Expect: "no pages, or a custom domain",
			Why:    "The platform's own domains add content-disposition: attachment to every answer, so a browser saves a page as a file and does not show it.",
			Mend:   "Add a resource with the component fc3-domain and domainName: auto, or bind a domain of your own. Behind a proxy or a gateway, pass this over.",
			run:    static(described(ownDomain)),
		},
		{
			ID: "CFG/19", Level: Should, Title: "the code is no larger than the region takes",
			Source: source("S/09"), Needs: needs,
			Do:     "Add up the files of the code folder, or take the size of the archive that code names.",
			Expect: "at most 500 MB in the large regions, at most 100 MB elsewhere",
			Why:    "The zip file is refused above the limit. A folder is measured before it is packed, so it may be smaller in the end.",
			Mend:   "Leave out what the function does not need (.fcignore), put libraries and models into layers or a NAS, or use a custom container.",
			run:    static(described(codeFits)),
		},
	}
}
