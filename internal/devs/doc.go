// Package devs reads an s.yaml as Serverless Devs does: .env files, variables,
// templates, files that extend one another, and environments, with the types
// that a deployment would send. What Serverless Devs refuses is a Problem with
// its place and a remedy, and the rest of the file is read all the same.
//
// The model is its parser, @serverless-devs/parse-spec 0.0.29
// (github.com/Serverless-Devs/toolkit), with js-yaml, dotenv and dotenv-expand
// under it. A test runs both over a corpus and compares what they make of it.
//
// The package knows no component and no function: it judges no value. One use:
//
//	p, err := devs.Read(ctx, "s.yaml", devs.Options{Getenv: os.Getenv})
//	fmt.Println(p.Resources[0].Props.Get("timeout").Number, p.Problems)
package devs
